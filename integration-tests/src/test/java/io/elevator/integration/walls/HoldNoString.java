package io.elevator.integration.walls;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.util.Set;

/**
 * Condition that a class file contains none of the given strings as a constant. ArchUnit checks
 * only names.
 */
final class HoldNoString extends ArchCondition<JavaClass> {

  private final Set<String> strings;

  private HoldNoString(Set<String> strings) {
    super("hold no string among " + strings);
    this.strings = strings;
  }

  static HoldNoString among(String... strings) {
    return new HoldNoString(Set.of(strings));
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (PoolEntry entry : ClassFile.of().parse(bytes(type)).constantPool()) {
      if (entry instanceof StringEntry string && strings.contains(string.stringValue())) {
        events.add(
            SimpleConditionEvent.violated(
                type, "Class <" + type.getName() + "> holds \"" + string.stringValue() + '"'));
      }
    }
  }

  private static byte[] bytes(JavaClass type) {
    try (InputStream in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("class file of " + type.getName(), e);
    }
  }
}
