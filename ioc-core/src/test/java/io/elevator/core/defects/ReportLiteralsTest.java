package io.elevator.core.defects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@link ReportLiterals} lists all literals of reports, so that a handler can report exhausted
 * memory without needing memory for the message.
 */
class ReportLiteralsTest {
  private static final Set<String> REPORTS =
      Set.of("report", "reportOfDriver", "reportStale", "breach");

  @Test
  void everyLiteralPassedToAReportIsResolvedInAdvance() throws IOException, URISyntaxException {
    Set<String> used = new TreeSet<>();
    try (Stream<Path> files = Files.walk(root())) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        collect(ClassFile.of().parse(file), used);
      }
    }
    assertThat(used).contains("run", "dispatch", "callback of a bio");
    used.removeAll(ReportLiterals.resolve());
    assertThat(used).as("literals that ReportLiterals lacks").isEmpty();
  }

  /** Returns the folder with the class files of {@code ioc-core}. */
  private static Path root() throws URISyntaxException {
    String name = GuardedErrors.class.getName().replace('.', '/') + ".class";
    URI file = GuardedErrors.class.getResource("/" + name).toURI();
    String text = file.toString();
    return Path.of(URI.create(text.substring(0, text.length() - name.length())));
  }

  private static void collect(ClassModel type, Set<String> used) {
    for (var method : type.methods()) {
      method.code().ifPresent(code -> collect(code, used));
    }
  }

  /**
   * Adds to {@code used} the string literals that the code has pushed when it calls a report method
   * or creates a report's message.
   */
  private static void collect(CodeModel code, Set<String> used) {
    List<String> pushed = new ArrayList<>();
    for (CodeElement element : code) {
      if (element instanceof ConstantInstruction push && push.constantValue() instanceof String s) {
        pushed.add(s);
      } else if (element instanceof InvokeInstruction call) {
        if (REPORTS.contains(call.name().stringValue())) {
          used.addAll(pushed);
        }
        // A constructor call must not clear the collected literals, because it creates the
        // exception of the report that follows.
        if (call.opcode() != Opcode.INVOKESPECIAL) {
          pushed.clear();
        }
      } else if (element instanceof InvokeDynamicInstruction
          || element instanceof StoreInstruction
          || element instanceof ReturnInstruction) {
        pushed.clear();
      }
    }
  }
}
