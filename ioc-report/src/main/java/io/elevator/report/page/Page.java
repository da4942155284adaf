package io.elevator.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * HTML page with the figures of a comparison or a sweep. The page contains the figures as JSON, the
 * chart library (Apache ECharts) and the script that draws the charts. It depends on the figures
 * only.
 */
public final class Page {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Pattern PLACEHOLDER = Pattern.compile("/\\*\\{([a-z-]+)}\\*/");

  private Page() {}

  /**
   * Returns the HTML page that shows a JSON tree. Its content security policy allows only the
   * page's own two scripts and its style sheet, identified by their digests: no network access, and
   * no script or style that a name in the figures could inject.
   */
  public static String of(ObjectNode tree) {
    String css = resource("page.css");
    String script = resource("page.js");
    String charts = resource("echarts.min.js");
    Map<String, String> parts =
        Map.of(
            "css",
            css,
            "data",
            inScript(MAPPER.writeValueAsString(tree)),
            "script",
            script,
            "echarts",
            charts,
            "script-hashes",
            digest(charts) + " " + digest(script),
            "style-hash",
            digest(css));
    // The template is processed in a single pass, so that a placeholder within an inserted part is
    // not replaced.
    StringBuilder page = new StringBuilder();
    String template = resource("page.html");
    int at = 0;
    for (Matcher found = PLACEHOLDER.matcher(template); found.find(); at = found.end()) {
      page.append(template, at, found.start()).append(parts.get(found.group(1)));
    }
    return page.append(template, at, template.length()).toString();
  }

  /**
   * Returns JSON in which characters are escaped that could end or begin an element, a comment or a
   * line of a script.
   */
  private static String inScript(String json) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if ("<>&\u2028\u2029".indexOf(c) >= 0 || Character.isSurrogate(c)) {
        safe.append(String.format("\\u%04x", (int) c));
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
  }

  private static String digest(String text) {
    try {
      byte[] sha =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(sha) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Returns a JSON tree as text whose lines end with line feeds, the same on every platform. */
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
