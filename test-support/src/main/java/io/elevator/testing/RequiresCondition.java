package io.elevator.testing;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The condition that evaluates {@link Requires}. It gives its reason in the form that {@link
 * SkippedTests} reads.
 */
final class RequiresCondition implements ExecutionCondition {

  /** Beginning of every reason for skipping a test. */
  static final String NEEDS = "not run: needs ";

  RequiresCondition() {}

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), Requires.class)
        .map(RequiresCondition::evaluate)
        .orElse(enabled("nothing is required"));
  }

  private static ConditionEvaluationResult evaluate(Requires requires) {
    List<String> missing = new ArrayList<>();
    for (String tool : requires.tools()) {
      if (!onPath(tool)) {
        missing.add("the tool " + tool);
      }
    }
    for (Class<? extends KernelFeature> kernel : requires.kernel()) {
      KernelFeature feature = ReflectionSupport.newInstance(kernel);
      if (!present(feature)) {
        missing.add("the kernel feature " + feature.title());
      }
    }
    return missing.isEmpty()
        ? enabled("all that is required is there")
        : disabled(NEEDS + String.join(" and ", missing));
  }

  private static boolean present(KernelFeature feature) {
    try {
      return feature.present();
    } catch (Exception e) {
      throw new ExtensionConfigurationException(
          "no answer whether the kernel has " + feature.title(), e);
    }
  }

  private static boolean onPath(String tool) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()
          && (Files.isExecutable(Path.of(folder, tool))
              || Files.isExecutable(Path.of(folder, tool + ".exe")))) {
        return true;
      }
    }
    return false;
  }
}
