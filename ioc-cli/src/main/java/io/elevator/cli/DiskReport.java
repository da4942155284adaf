package io.elevator.cli;

import io.elevator.files.DiskSetting;
import io.elevator.files.finder.DeviceAttributes;
import io.elevator.files.finder.DiskWarning;
import io.elevator.files.finder.FoundDisk;
import io.elevator.report.text.PlainText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Report of {@code ioc disks}, as text and as JSON. */
final class DiskReport {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final StringBuilder text = new StringBuilder();
  private final ObjectNode tree = NODES.objectNode();
  private final ArrayNode disks = tree.putArray("disks");

  /**
   * Adds the disk of a path.
   *
   * @param settings settings with which an application would open the disk
   */
  void add(Path path, FoundDisk disk, List<DiskSetting> settings) {
    if (!text.isEmpty()) {
      text.append('\n');
    }
    // A line feed in a name must not begin a line of its own.
    line(0, PlainText.of(path + ": " + disk.key()));
    describe(disk, settings);
    disks.add(node(path, disk, settings));
  }

  /** Returns the report for people. */
  String text() {
    return text.toString();
  }

  /** Returns the report for programs. */
  ObjectNode tree() {
    return tree;
  }

  private void describe(FoundDisk disk, List<DiskSetting> settings) {
    pair("disk", disk.name());
    pair("kind", disk.kind().description());
    if (disk.isNamed()) {
      pair("detected as", disk.detectedKey());
    }
    pair("whole disks", disk.leaves().isEmpty() ? "not known" : String.join(", ", disk.leaves()));
    pair("queue", disk.needsQueue() ? "yes" : "none is needed");
    attributes(disk.attributes()).forEach(this::pair);
    if (!settings.isEmpty()) {
      line(2, "opened by default with");
    }
    for (DiskSetting setting : settings) {
      String value = setting.value().isEmpty() ? "none" : setting.value();
      line(
          4,
          String.format(
              Locale.ROOT,
              "%-15s %s",
              setting.name(),
              PlainText.of(value + " (" + setting.origin() + ")")));
    }
    line(2, "found by");
    int number = 1;
    for (String step : disk.steps()) {
      line(4, number + ". " + PlainText.of(step));
      number++;
    }
    for (DiskWarning warning : disk.warnings()) {
      line(2, "warning: " + PlainText.of(warning.text()));
    }
  }

  private static Map<String, String> attributes(DeviceAttributes known) {
    Map<String, String> texts = new LinkedHashMap<>();
    known.rotational().ifPresent(value -> texts.put("rotational", value ? "yes" : "no"));
    known.sizeBytes().ifPresent(value -> texts.put("size", value + " bytes"));
    known.logicalBlockBytes().ifPresent(value -> texts.put("logical block", value + " bytes"));
    known.physicalBlockBytes().ifPresent(value -> texts.put("physical block", value + " bytes"));
    known.optimalIoBytes().ifPresent(value -> texts.put("optimal I/O", value + " bytes"));
    known.writeCache().ifPresent(value -> texts.put("write cache", value));
    known.scheduler().ifPresent(value -> texts.put("kernel scheduler", value));
    known.requests().ifPresent(value -> texts.put("kernel requests", String.valueOf(value)));
    return texts;
  }

  private void pair(String name, String value) {
    line(2, String.format(Locale.ROOT, "%-17s %s", name, PlainText.of(value)));
  }

  private void line(int indent, String content) {
    text.repeat(' ', indent).append(content).append('\n');
  }

  private static ObjectNode node(Path path, FoundDisk disk, List<DiskSetting> settings) {
    ObjectNode node = NODES.objectNode();
    node.put("path", path.toString());
    node.put("key", disk.key());
    node.put("detected_key", disk.detectedKey());
    node.put("kind", disk.kind().name().toLowerCase(Locale.ROOT));
    node.put("name", disk.name());
    texts(node.putArray("whole_disks"), disk.leaves());
    node.put("needs_queue", disk.needsQueue());
    ObjectNode attributes = node.putObject("attributes");
    DeviceAttributes known = disk.attributes();
    known.rotational().ifPresent(value -> attributes.put("rotational", value));
    known.sizeBytes().ifPresent(value -> attributes.put("size_bytes", value));
    known.logicalBlockBytes().ifPresent(value -> attributes.put("logical_block_bytes", value));
    known.physicalBlockBytes().ifPresent(value -> attributes.put("physical_block_bytes", value));
    known.optimalIoBytes().ifPresent(value -> attributes.put("optimal_io_bytes", value));
    known.writeCache().ifPresent(value -> attributes.put("write_cache", value));
    known.scheduler().ifPresent(value -> attributes.put("kernel_scheduler", value));
    known.requests().ifPresent(value -> attributes.put("kernel_requests", value));
    ArrayNode all = node.putArray("settings");
    for (DiskSetting setting : settings) {
      all.addObject()
          .put("name", setting.name())
          .put("value", setting.value())
          .put("origin", setting.origin());
    }
    texts(node.putArray("steps"), disk.steps());
    ArrayNode warnings = node.putArray("warnings");
    for (DiskWarning warning : disk.warnings()) {
      warnings
          .addObject()
          .put("code", warning.code().name().toLowerCase(Locale.ROOT))
          .put("text", warning.text());
    }
    return node;
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
