package io.elevator.integration.walls.offenders.core.queue;

import javax.xml.parsers.DocumentBuilderFactory;

public final class ParsesXml {
  private ParsesXml() {}

  public static DocumentBuilderFactory factory() {
    return DocumentBuilderFactory.newInstance();
  }
}
