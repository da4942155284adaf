package io.elevator.integration.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each page is listed in the index with a line that says when to read it, and links between pages
 * lead to existing targets.
 */
class DocumentsTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path INDEX = ROOT.resolve("docs/README.md");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)]*)?\\)");
  private static final Pattern WEB = Pattern.compile("[a-z]+:.*");

  @Test
  void everyPageHasALineInTheIndex() throws IOException {
    String index = Files.readString(INDEX);

    assertThat(pages().filter(page -> page.startsWith(ROOT.resolve("docs"))))
        .filteredOn(page -> !page.equals(INDEX))
        .isNotEmpty()
        .allSatisfy(page ->
            assertThat(index.lines())
                .as("lines of docs/README.md for %s", page)
                .anyMatch(line -> saysWhenToRead(line, page)));
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages().toList()) {
      for (String target : targets(page)) {
        if (!Files.exists(page.resolveSibling(target))) {
          broken.add(ROOT.relativize(page) + " -> " + target);
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void linksAreFoundWithoutTheirAnchors() {
    Matcher link = LINK.matcher("see [the index](docs/README.md#top) and [more](x.md)");

    assertThat(link.results().map(found -> found.group(1)))
        .containsExactly("docs/README.md", "x.md");
  }

  /**
   * Returns whether a line is a table row with a link to the page and a cell that says when to read
   * it.
   */
  private static boolean saysWhenToRead(String line, Path page) {
    String target = INDEX.getParent().relativize(page).toString().replace('\\', '/');
    return line.matches("\\|.*]\\(" + Pattern.quote(target) + "\\).*\\|\\s*\\S.*\\|");
  }

  private static List<String> targets(Path page) throws IOException {
    return LINK.matcher(Files.readString(page))
        .results()
        .map(found -> found.group(1))
        .filter(target -> !WEB.matcher(target).matches())
        .toList();
  }

  private static Stream<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> root = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      Stream.concat(root, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .forEach(pages::add);
    }
    return pages.stream();
  }
}
