package io.elevator.core.services;

import io.elevator.api.PluginProblem;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the providers of services one by one; a provider that fails does not prevent the
 * others from being created. Used by one thread.
 */
public final class Providers {
  /** How many providers that cannot be loaded are reported before the others are given up. */
  private static final int MAX_WRONG = 100;

  private final String source;
  private final Predicate<Class<?>> mine;
  private final Consumer<PluginProblem> problems;
  private final Set<Class<?>> seen = new HashSet<>();

  /**
   * Goes through the providers of one source.
   *
   * @param source the jar, folder or module that they come from, or "" to name each one's module
   * @param mine filter that accepts the provider classes of this source
   * @param problems receiver of the problems found
   */
  public Providers(String source, Predicate<Class<?>> mine, Consumer<PluginProblem> problems) {
    this.source = source;
    this.mine = mine;
    this.problems = problems;
  }

  /** Registers a provider; an exception that it throws is reported as a problem of the provider. */
  @FunctionalInterface
  public interface Use<T> {
    /**
     * Registers a provider.
     *
     * @param source where it came from, for listings
     */
    void accept(T provider, String source);
  }

  @FunctionalInterface
  private interface Lookup<T> {
    ServiceLoader.Provider<T> find() throws ReflectiveOperationException;
  }

  /** Goes through the providers that a service loader finds. */
  public <T> void forEach(ServiceLoader<T> services, Use<T> use) {
    String listed = source.isEmpty() ? "application" : source;
    Iterator<ServiceLoader.Provider<T>> providers = services.stream().iterator();
    for (int wrong = 0; wrong < MAX_WRONG; ) {
      ServiceLoader.Provider<T> provider;
      try {
        if (!providers.hasNext()) {
          return;
        }
        provider = providers.next();
      } catch (ServiceConfigurationError e) {
        // The iterator goes on behind a provider that cannot be loaded.
        problems.accept(new PluginProblem(listed, Reasons.of(e)));
        wrong++;
        continue;
      } catch (Throwable e) {
        // An iterator that ended like this may answer the same for ever.
        problems.accept(new PluginProblem(listed, Reasons.of(e)));
        return;
      }
      useOne(() -> provider, use);
    }
    problems.accept(
        new PluginProblem(
            listed, MAX_WRONG + " providers cannot be loaded; the others are not looked at"));
  }

  /**
   * Goes through the providers that a {@code module-info} names, where its jar is on a class path,
   * so that no service loader reads it; those of {@code META-INF/services} that were seen before
   * are left out.
   *
   * @param names the names of the classes
   */
  public <T> void forEach(List<String> names, ClassLoader loader, Class<T> service, Use<T> use) {
    for (String name : names) {
      useOne(() -> provider(Class.forName(name, false, loader), service), use);
    }
  }

  private <T> void useOne(Lookup<T> lookup, Use<T> use) {
    String from = source;
    try {
      ServiceLoader.Provider<T> provider = lookup.find();
      Class<? extends T> type = provider.type();
      if (!mine.test(type) || !seen.add(type)) {
        return;
      }
      if (from.isEmpty()) {
        from = type.getModule().isNamed() ? "module " + type.getModule().getName() : "class path";
      }
      String versionProblem = SpiVersions.problemWith(type);
      if (!versionProblem.isEmpty()) {
        problems.accept(new PluginProblem(from, versionProblem));
        return;
      }
      use.accept(provider.get(), from);
    } catch (Throwable e) {
      problems.accept(new PluginProblem(from, Reasons.of(e)));
    }
  }

  /**
   * Returns the provider that a class stands for by the rules for modules: its static method {@code
   * provider()} if it has one, otherwise its constructor.
   */
  private static <T> ServiceLoader.Provider<T> provider(Class<?> named, Class<T> service) {
    Method method = providerMethod(named);
    Class<? extends T> type = (method == null ? named : method.getReturnType()).asSubclass(service);
    return new ServiceLoader.Provider<>() {
      @Override
      public Class<? extends T> type() {
        return type;
      }

      @Override
      public T get() {
        try {
          return type.cast(
              method == null ? type.getConstructor().newInstance() : method.invoke(null));
        } catch (ReflectiveOperationException e) {
          throw new ServiceConfigurationError(named.getName() + " cannot be made", e);
        }
      }
    };
  }

  private static @Nullable Method providerMethod(Class<?> named) {
    try {
      Method method = named.getMethod("provider");
      return Modifier.isStatic(method.getModifiers()) ? method : null;
    } catch (NoSuchMethodException e) {
      // Then it has a constructor.
      return null;
    }
  }
}
