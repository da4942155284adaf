package io.elevator.report.fio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TerseReportTest {
  @TempDir private Path folder;

  private String[] line(int version, int index) {
    return TerseReport.text(SampleReport.of(folder), version).split("\n", -1)[index].split(";", -1);
  }

  @Test
  void eachFigureOfVersionThreeIsThatOfTheJsonReport() {
    String[] fields = line(3, 0);
    JsonNode report = JsonReport.tree(SampleReport.of(folder));
    JsonNode job = report.get("jobs").get(0);

    assertThat(fields).startsWith("3", "ioc-1.2.3", "db", "0", "0").endsWith("a database");
    int at = 5;
    for (String direction : new String[] {"read", "write"}) {
      JsonNode node = job.get(direction);
      assertThat(fields[at]).isEqualTo(node.get("io_kbytes").asString());
      assertThat(fields[at + 1]).isEqualTo(node.get("bw").asString());
      assertThat(fields[at + 2]).isEqualTo(Long.toString((long) node.get("iops").asDouble()));
      assertThat(fields[at + 3]).isEqualTo(node.get("runtime").asString());
      latency(fields, at + 4, node.get("slat_ns"));
      latency(fields, at + 8, node.get("clat_ns"));
      JsonNode percentiles = node.get("clat_ns").get("percentile");
      int column = at + 12;
      for (String key : percentiles.propertyNames()) {
        assertThat(fields[column++]).isEqualTo(key + "%=" + percentiles.get(key).asLong() / 1000);
      }
      for (; column < at + 32; column++) {
        assertThat(fields[column]).isEqualTo("0%=0");
      }
      latency(fields, at + 32, node.get("lat_ns"));
      assertThat(fields[at + 36]).isEqualTo(node.get("bw_min").asString());
      assertThat(fields[at + 37]).isEqualTo(node.get("bw_max").asString());
      assertThat(fields[at + 38]).isEqualTo(node.get("bw_agg").asString() + "%");
      assertThat(fields[at + 39]).isEqualTo(node.get("bw_mean").asString());
      assertThat(fields[at + 40]).isEqualTo(node.get("bw_dev").asString());
      at += 41;
    }
    assertThat(fields[at]).isEqualTo(job.get("usr_cpu").asString() + "%");
    assertThat(fields[at + 1]).isEqualTo(job.get("sys_cpu").asString() + "%");
    assertThat(fields[at + 2]).isEqualTo(job.get("ctx").asString());
    at = shares(fields, at + 5, job.get("iodepth_level"), 1, 0);
    double below = 0;
    for (JsonNode share : job.get("latency_ns")) {
      below += share.asDouble();
    }
    at = shares(fields, at, job.get("latency_us"), 2, below);
    at = shares(fields, at, job.get("latency_ms"), 2, 0);
    assertThat(fields[at]).isEqualTo("data");
    JsonNode disk = report.get("disk_util").get(0);
    assertThat(fields[at + 7]).isEqualTo(disk.get("in_queue").asString());
    assertThat(fields[at + 8]).endsWith("%");
    assertThat(fields).hasSize(at + 10);
  }

  private static void latency(String[] fields, int at, JsonNode nanos) {
    assertThat(fields[at]).isEqualTo(Long.toString(nanos.get("min").asLong() / 1000));
    assertThat(fields[at + 1]).isEqualTo(Long.toString(nanos.get("max").asLong() / 1000));
    assertThat(Double.parseDouble(fields[at + 2]) * 1000)
        .isCloseTo(nanos.get("mean").asDouble(), within(0.01));
    assertThat(Double.parseDouble(fields[at + 3]) * 1000)
        .isCloseTo(nanos.get("stddev").asDouble(), within(0.01));
  }

  private static int shares(String[] fields, int at, JsonNode shares, int decimals, double more) {
    int column = at;
    double added = more;
    for (JsonNode share : shares) {
      double least = share.asDouble() + added > 0 ? Math.pow(10, -decimals) : 0;
      double shown = Math.max(least, share.asDouble() + added);
      assertThat(fields[column++])
          .isEqualTo(String.format(Locale.ROOT, "%." + decimals + "f%%", shown));
      added = 0;
    }
    return column;
  }

  /**
   * The number of fields of a line: each direction has 41 fields, and 47 in version 5; there are 48
   * other fields with one drive.
   */
  @ParameterizedTest
  @CsvSource({"2, 161", "3, 130", "4, 171", "5, 189"})
  void versionsDifferInTheirFields(int version, int fields) {
    assertThat(line(version, version == 2 ? 2 : 1)).hasSize(fields);
    assertThat(line(version, 0)[0]).isEqualTo(Integer.toString(version));
  }

  @Test
  void theDescriptionOfVersionTwoHasALineOfItsOwn() {
    assertThat(TerseReport.text(SampleReport.of(folder), 2).lines())
        .hasSize(5)
        .element(1)
        .isEqualTo(";a database");
  }
}
