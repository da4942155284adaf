package io.elevator.integration.walls;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.elevator.api.BioCallback;
import io.elevator.api.DefectPolicy;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.QueueListener;
import io.elevator.core.DefectSink;
import io.elevator.core.QueueDefaults;
import io.elevator.core.StatisticsSink;
import io.elevator.core.registry.LayerPlugins;
import io.elevator.core.registry.PluginSource;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import io.elevator.spi.MergeFilter;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.DriverType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Condition on each call-out, that is each call of a method that users, elevators or drivers
 * implement. The call must be inside a try block that catches {@link Throwable}, and no handler may
 * catch only {@link RuntimeException} and {@link Error}, because code in a language without checked
 * exceptions can throw any exception anywhere. A call in a lambda needs the try block inside the
 * lambda, and a method reference counts as a call, because both run elsewhere. ArchUnit does not
 * report try blocks, so this class reads the class files.
 */
final class GuardCallOuts extends ArchCondition<JavaClass> {
  /**
   * Types that users, elevators and drivers implement. Final methods of these types are library
   * code and need no guard.
   */
  private static final Set<String> CALLED_OUT =
      Stream.of(
              BioCallback.class,
              BioMerger.class,
              BlockDriver.class,
              DriverFiles.class,
              DefectPolicy.class,
              DepthLimiter.class,
              DriverType.class,
              Elevator.class,
              ElevatorType.class,
              Executor.class,
              Icq.class,
              Icq.Factory.class,
              LayerPlugins.class,
              MergeFilter.class,
              DefectSink.class,
              PermissionPolicy.class,
              PluginSource.class,
              QueueDefaults.class,
              QueueListener.class,
              StatisticsSink.class,
              ThreadFactory.class,
              Timer.Callback.class)
          .flatMap(GuardCallOuts::overridable)
          .collect(Collectors.toUnmodifiableSet());

  private final Set<String> exempt;

  private final String root;

  private GuardCallOuts(String root, Set<String> exempt) {
    super("guard each call-out by catch (Throwable)");
    this.root = root;
    this.exempt = exempt;
  }

  /**
   * Creates the condition.
   *
   * @param root root package; classes in its subpackages are checked
   * @param exempt methods whose call-outs are guarded elsewhere, or whose exceptions propagate to
   *     the caller; each as class below the root and method, separated by a dot
   */
  static GuardCallOuts except(String root, Set<String> exempt) {
    return new GuardCallOuts(root, exempt);
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (MethodModel method : ClassFile.of().parse(bytes(type)).methods()) {
      method
          .code()
          .ifPresent(code -> {
            for (String fault : faults(code, name(type, method))) {
              events.add(
                  SimpleConditionEvent.violated(
                      type,
                      "Method <"
                          + type.getName()
                          + "."
                          + method.methodName().stringValue()
                          + "> "
                          + fault));
            }
          });
    }
  }

  /**
   * Returns the name of class and method, relative to the root package. For a lambda the method is
   * the enclosing one.
   */
  private String name(JavaClass type, MethodModel method) {
    String name = method.methodName().stringValue();
    if (name.startsWith("lambda$")) {
      name = name.substring("lambda$".length(), name.lastIndexOf('$'));
    }
    return type.getName().substring(root.length() + 1) + "." + name;
  }

  private List<String> faults(CodeModel code, String name) {
    List<CodeElement> elements = code.elementList();
    Map<Label, Integer> places = new HashMap<>();
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i) instanceof LabelTarget target) {
        places.put(target.label(), i);
      }
    }
    List<String> faults = new ArrayList<>();
    Map<Integer, List<String>> caught = new HashMap<>();
    for (ExceptionCatch each : code.exceptionHandlers()) {
      each.catchType()
          .ifPresent(type ->
              caught
                  .computeIfAbsent(places.get(each.handler()), at -> new ArrayList<>())
                  .add(type.asInternalName()));
    }
    if (caught.values().stream().anyMatch(types -> types.contains("java/lang/Error"))) {
      faults.add("catches Error; expected catch (Throwable)");
    }
    for (int i = 0; i < elements.size(); i++) {
      String called = elements.get(i) instanceof Instruction it ? called(it) : "";
      if (!called.isEmpty() && !isGuarded(code, places, i) && !isExempt(name)) {
        faults.add("calls " + called + " outside a try block that catches Throwable");
      }
    }
    return faults;
  }

  private boolean isExempt(String method) {
    return exempt.stream()
        .anyMatch(each -> each.equals(method) || each.equals(method.replaceFirst("\\.[^.]*$", "")));
  }

  private static String called(Instruction instruction) {
    if (instruction instanceof InvokeInstruction call && call.opcode() != Opcode.INVOKESPECIAL) {
      return calledOut(call.owner().asInternalName(), call.name().stringValue());
    }
    if (instruction instanceof InvokeDynamicInstruction made) {
      for (ConstantDesc argument : made.bootstrapArgs()) {
        if (argument instanceof DirectMethodHandleDesc handle) {
          String descriptor = handle.owner().descriptorString();
          String called =
              calledOut(descriptor.substring(1, descriptor.length() - 1), handle.methodName());
          if (!called.isEmpty()) {
            return called;
          }
        }
      }
    }
    return "";
  }

  private static String calledOut(String owner, String method) {
    String name = owner.replace('/', '.') + "." + method;
    boolean isStart = name.equals(Thread.class.getName() + ".start");
    return isStart || CALLED_OUT.contains(name) ? name : "";
  }

  private static Stream<String> overridable(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method ->
            !method.isSynthetic()
                && !Modifier.isFinal(method.getModifiers())
                && !Modifier.isStatic(method.getModifiers())
                && !Modifier.isPrivate(method.getModifiers()))
        .map(method -> type.getName() + "." + method.getName());
  }

  private static boolean isGuarded(CodeModel code, Map<Label, Integer> places, int at) {
    return code.exceptionHandlers().stream()
        .anyMatch(each ->
            places.get(each.tryStart()) <= at
                && at < places.get(each.tryEnd())
                && each.catchType()
                    .filter(type -> type.asInternalName().equals("java/lang/Throwable"))
                    .isPresent());
  }

  private static byte[] bytes(JavaClass type) {
    try (InputStream in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("class file of " + type.getName(), e);
    }
  }
}
