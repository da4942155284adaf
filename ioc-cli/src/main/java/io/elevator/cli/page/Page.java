package io.elevator.cli.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A page about the figures of a comparison or a sweep. It holds the figures as JSON, the chart
 * library (Apache ECharts) and the script that draws, and is a function of the figures alone.
 */
public final class Page {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Page() {}

  /** The page of {@code tree}. */
  public static String of(ObjectNode tree) {
    // In a script element nothing but its end tag has a meaning; JSON can be written without one.
    String data = MAPPER.writeValueAsString(tree).replace("<", "\\u003c");
    return resource("page.html")
        .replace("/*{css}*/", resource("page.css"))
        .replace("/*{data}*/", data)
        .replace("/*{script}*/", resource("page.js"))
        // Last, as nothing may be replaced inside the library.
        .replace("/*{echarts}*/", resource("echarts.min.js"));
  }

  /** A tree as text with line feeds, the same on every platform. */
  public static String json(ObjectNode tree) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    return MAPPER
            .writer()
            .with(new DefaultPrettyPrinter().withObjectIndenter(lines))
            .writeValueAsString(tree)
        + "\n";
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + name + " can not be read", e);
    }
  }
}
