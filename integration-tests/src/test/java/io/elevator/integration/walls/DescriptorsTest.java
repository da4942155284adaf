package io.elevator.integration.walls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleReader;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DescriptorsTest {

  @ParameterizedTest
  @EnumSource
  void descriptorContainsOnlyWhatIsPermitted(CheckedModule module) {
    assertThat(Descriptors.complaints(module, module.reference().descriptor())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everythingIsNonNullUnlessItSaysOtherwise(CheckedModule module) throws IOException {
    try (ModuleReader reader = module.reference().open()) {
      ClassModel moduleInfo =
          ClassFile.of().parse(reader.open("module-info.class").orElseThrow().readAllBytes());

      assertThat(annotations(moduleInfo)).contains("Lorg/jspecify/annotations/NullMarked;");
    }
  }

  @Test
  void descriptorWithMoreThanPermittedIsReported() {
    ModuleDescriptor descriptor =
        ModuleDescriptor.newModule("io.elevator.bfq")
            .requires("java.base")
            .requires("io.elevator.api")
            .requires("io.elevator.core")
            .exports("io.elevator.bfq")
            .opens("io.elevator.bfq.inner")
            .provides("io.elevator.spi.driver.DriverType", List.of("io.elevator.bfq.Drive"))
            .build();

    assertThat(Descriptors.complaints(CheckedModule.BFQ, descriptor))
        .containsExactly(
            "exports io.elevator.bfq",
            "opens io.elevator.bfq.inner to all modules",
            "provides io.elevator.spi.driver.DriverType",
            "requires io.elevator.core");
  }

  @Test
  void internalPackageMayBeExportedToTheCommandsModulesOnly() {
    ModuleDescriptor.Builder module =
        ModuleDescriptor.newModule("io.elevator.workload").requires("java.base");
    ModuleDescriptor descriptor =
        module
            .exports("io.elevator.workload.run", Set.of("io.elevator.cli"))
            .exports("io.elevator.workload.stats", Set.of("io.elevator.cli", "org.example.app"))
            .exports("io.elevator.workload.job")
            .build();

    assertThat(Descriptors.complaints(CheckedModule.WORKLOAD, descriptor))
        .containsExactly("exports io.elevator.workload.job", "exports io.elevator.workload.stats");
  }

  @Test
  void openingAPackageToOneReaderIsPermitted() {
    ModuleDescriptor descriptor =
        ModuleDescriptor.newModule("io.elevator.cli")
            .requires("java.base")
            .opens("io.elevator.cli", Set.of("info.picocli"))
            .build();

    assertThat(Descriptors.complaints(CheckedModule.CLI, descriptor)).isEmpty();
  }

  @Test
  void internalPackageExportedToAnotherModuleIsReported() {
    ModuleDescriptor descriptor =
        ModuleDescriptor.newModule("io.elevator.core")
            .requires("java.base")
            .exports("io.elevator.core.defects", Set.of("io.elevator.conformance"))
            .exports("io.elevator.core.context", Set.of("io.elevator.bfq"))
            .build();

    assertThat(Descriptors.complaints(CheckedModule.CORE, descriptor))
        .containsExactly("exports io.elevator.core.context");
  }

  @Test
  void openModuleIsReported() {
    ModuleDescriptor descriptor =
        ModuleDescriptor.newOpenModule("io.elevator.core").requires("java.base").build();

    assertThat(Descriptors.complaints(CheckedModule.CORE, descriptor)).hasSize(1);
  }

  private static List<String> annotations(ClassModel moduleInfo) {
    return moduleInfo.attributes().stream()
        .filter(RuntimeVisibleAnnotationsAttribute.class::isInstance)
        .map(RuntimeVisibleAnnotationsAttribute.class::cast)
        .flatMap(attribute -> attribute.annotations().stream())
        .map(annotation -> annotation.className().stringValue())
        .toList();
  }
}
