package io.elevator.testing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The tests of one module that were skipped in one run, read from Surefire's reports: those that
 * {@link Requires} skipped, and the others, which are unexplained and fail the build.
 *
 * @param notRun tests that lack a tool or a kernel feature, each with its requirements, in order of
 *     name
 * @param unexplained other skipped tests, each with the reason in the report, in order of name
 */
public record SkippedTests(List<String> notRun, List<String> unexplained) {

  private static final DateTimeFormatter MAVEN_TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  /** Creates an object with copies of the lists. */
  public SkippedTests {
    notRun = List.copyOf(notRun);
    unexplained = List.copyOf(unexplained);
  }

  /**
   * Writes the tests that were not run to a file, one per line, and fails if a test was skipped in
   * another way. The build runs this after the tests of a module.
   *
   * @param args folder of the reports; start of the build in UTC (older reports belong to another
   *     run); file to write
   * @throws IllegalStateException if a test was skipped without {@link Requires}; the message lists
   *     all such tests
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      throw new IllegalArgumentException("expected REPORTS START FILE, got " + List.of(args));
    }
    Path file = Path.of(args[2]);
    Files.deleteIfExists(file);
    Path reports = Path.of(args[0]);
    if (!Files.isDirectory(reports)) {
      return; // the module has no tests
    }
    Instant start = LocalDateTime.parse(args[1], MAVEN_TIMESTAMP).toInstant(ZoneOffset.UTC);
    SkippedTests skipped = read(reports, start);
    if (!skipped.notRun.isEmpty()) {
      Files.write(file, skipped.notRun);
    }
    if (!skipped.unexplained.isEmpty()) {
      throw new IllegalStateException(
          "skipped tests, none of them by @Requires, which alone may skip one:\n  "
              + String.join("\n  ", skipped.unexplained));
    }
  }

  /** Reads the reports in a folder that were written at {@code start} or later. */
  static SkippedTests read(Path reports, Instant start) throws IOException {
    List<String> notRun = new ArrayList<>();
    List<String> unexplained = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(reports, "TEST-*.xml")) {
      for (Path file : files) {
        if (!Files.getLastModifiedTime(file).toInstant().isBefore(start)) {
          readReport(file, notRun, unexplained);
        }
      }
    }
    Collections.sort(notRun);
    Collections.sort(unexplained);
    return new SkippedTests(notRun, unexplained);
  }

  private static void readReport(Path file, List<String> notRun, List<String> unexplained)
      throws IOException {
    NodeList skips = parse(file).getElementsByTagName("skipped");
    for (int i = 0; i < skips.getLength(); i++) {
      Element skip = (Element) skips.item(i);
      Element test = (Element) skip.getParentNode();
      String name = test.getAttribute("classname") + "." + test.getAttribute("name");
      String reason = skip.getAttribute("message");
      if (reason.startsWith(RequiresCondition.NEEDS)) {
        notRun.add(name + ": " + reason.substring("not run: ".length()));
      } else {
        unexplained.add(name + ": " + (reason.isEmpty() ? firstLine(skip) : reason));
      }
    }
  }

  /**
   * Returns the first line of the exception of a skipped test. If the test was aborted, the report
   * contains the exception only as text, without a message.
   */
  private static String firstLine(Element skip) {
    return skip.getTextContent().lines().findFirst().orElse("no reason given");
  }

  private static Document parse(Path file) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return factory.newDocumentBuilder().parse(file.toFile());
    } catch (SAXException e) {
      throw new IOException(file + ": not a report of Surefire: " + e.getMessage(), e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's XML parser does not process securely", e);
    }
  }
}
