package io.elevator.integration.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/**
 * Elevators and drivers are also found on the class path: META-INF/services names the same
 * providers as the module descriptor.
 */
class ServicesTest {
  @Test
  void descriptorAndServicesFilesAgree() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String folder : List.of("lib", "plugins")) {
      try (var files = Files.list(Distribution.home().resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
      }
    }
    int seen = 0;
    for (Path jar : jars) {
      seen += check(jar);
    }
    assertThat(seen).as("jars with providers of ours").isGreaterThanOrEqualTo(4);
  }

  private static int check(Path jar) throws IOException {
    int seen = 0;
    try (JarFile file = new JarFile(jar.toFile())) {
      if (file.getEntry("module-info.class") == null) {
        return 0;
      }
      ModuleDescriptor descriptor = ModuleFinder.of(jar).findAll().iterator().next().descriptor();
      for (ModuleDescriptor.Provides provides : descriptor.provides()) {
        if (!provides.service().startsWith("io.elevator.spi.")) {
          continue;
        }
        seen++;
        var entry = file.getEntry("META-INF/services/" + provides.service());
        assertThat(entry).as("%s: META-INF/services/%s", jar, provides.service()).isNotNull();
        String text = new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text.lines().toList())
            .as("%s", jar)
            .containsExactlyInAnyOrderElementsOf(provides.providers());
      }
    }
    return seen;
  }
}
