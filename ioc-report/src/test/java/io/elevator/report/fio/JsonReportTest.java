package io.elevator.report.fio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonReportTest {
  @TempDir private Path folder;

  @Test
  void theTextEqualsTheReviewedText() {
    assertThat(JsonReport.text(SampleReport.of(folder))).isEqualTo(Golden.text("report.json"));
  }

  /**
   * The expected keys are in a resource: the keys of a report of fio 3.33 in their order, with its
   * two jobs reduced to one.
   */
  @Test
  void theReportHasFiosKeysInFiosOrder() {
    JsonNode report =
        JsonMapper.builder().build().readTree(JsonReport.text(SampleReport.of(folder)));
    List<String> keys = new ArrayList<>();
    collect("", report, keys);

    assertThat(
            keys.stream()
                .filter(key -> !key.startsWith("ioc") && !key.startsWith("jobs[].desc"))
                .toList())
        .isEqualTo(Golden.text("fio-keys.txt").lines().toList());
  }

  private static void collect(String path, JsonNode node, List<String> keys) {
    if (node.isArray() && !node.isEmpty()) {
      collect(path + "[]", node.get(0), keys);
    } else if (node.isObject()) {
      node.properties()
          .forEach(field -> {
            String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            keys.add(name);
            // The keys of job options are not compared, because they come from the job file.
            if (!name.endsWith("options")) {
              collect(name, field.getValue(), keys);
            }
          });
    }
  }

  @Test
  void theFiguresEqualThoseOfTheNormalReport() {
    JsonNode job =
        JsonMapper.builder()
            .build()
            .readTree(JsonReport.text(SampleReport.of(folder)))
            .get("jobs")
            .get(0);

    assertThat(job.get("jobname").asString()).isEqualTo("db");
    assertThat(job.get("read").get("total_ios").asLong()).isEqualTo(16_807);
    assertThat(job.get("read").get("io_bytes").asLong()).isEqualTo(16_807 * 4096L);
    assertThat(job.get("read").get("iops").asDouble()).isEqualTo(5598.600933);
    assertThat(job.get("read").get("clat_ns").get("max").asLong()).isEqualTo(76_022_000);
    assertThat(job.get("trim").get("total_ios").asLong()).isZero();
    assertThat(job.get("job options").get("iodepth").asString()).isEqualTo("8");
  }
}
