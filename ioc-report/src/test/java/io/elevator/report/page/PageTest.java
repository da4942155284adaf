package io.elevator.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class PageTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");
  private static final Pattern INLINE =
      Pattern.compile("<(script|style)>(.*?)</(?:script|style)>", Pattern.DOTALL);
  private static final Pattern POLICY =
      Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"");

  private static String page(String name) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("title", name);
    return Page.of(tree);
  }

  @Test
  void aNameThatLooksLikeMarkupStaysData() {
    for (String name :
        List.of(
            "/*{script}*/",
            "/*{css}*/ /*{data}*/ /*{echarts}*/ $1 \\0",
            "</script><script>alert(1)</script>",
            "<!--<script>",
            "]]>&lt;\u2028\u2029",
            "\ud800")) {
      String page = page(name);
      Matcher data = DATA.matcher(page);
      assertThat(data.find()).isTrue();
      assertThat(data.group(1)).doesNotContain("<", ">", "&", "\u2028", "\u2029");
      JsonNode tree = JsonMapper.builder().build().readTree(data.group(1));
      assertThat(tree.get("title").asString()).isEqualTo(name);
      // Apart from the figures, the page is the same for all names.
      assertThat(page.replace(data.group(), ""))
          .isEqualTo(page("a").replaceFirst(DATA.pattern(), ""));
    }
  }

  @Test
  void thePolicyAllowsThePagesOwnScriptsAndStyleByTheirDigestsAndNothingElse() throws Exception {
    String page = page("a");
    List<String> digests = new ArrayList<>();
    for (Matcher inline = INLINE.matcher(page); inline.find(); ) {
      byte[] sha =
          MessageDigest.getInstance("SHA-256")
              .digest(inline.group(2).getBytes(StandardCharsets.UTF_8));
      digests.add("'sha256-" + Base64.getEncoder().encodeToString(sha) + "'");
    }
    assertThat(digests).hasSize(3);
    Matcher policy = POLICY.matcher(page);
    assertThat(policy.find()).isTrue();
    assertThat(policy.group(1))
        .isEqualTo(
            "default-src 'none'; script-src "
                + digests.get(1)
                + " "
                + digests.get(2)
                + "; style-src "
                + digests.get(0)
                + "; base-uri 'none'; form-action 'none'");
  }
}
