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
 * Visits the providers of services one by one. A provider that fails does not prevent the others
 * from being created. Used by one thread.
 */
public final class Providers {
  /** Number of providers that cannot be loaded after which the search for providers ends. */
  private static final int MAX_WRONG = 100;

  private final String source;
  private final Predicate<Class<?>> mine;
  private final Consumer<PluginProblem> problems;
  private final Set<Class<?>> seen = new HashSet<>();

  /**
   * Creates a visitor for the providers of one source.
   *
   * @param source jar, folder or module of the providers; "" to report each provider's own module
   * @param mine filter that accepts the provider classes of this source
   * @param problems receiver of the problems found
   */
  public Providers(String source, Predicate<Class<?>> mine, Consumer<PluginProblem> problems) {
    this.source = source;
    this.mine = mine;
    this.problems = problems;
  }

  /**
   * A consumer that registers a provider; an exception that it throws is reported as a problem of
   * the provider.
   */
  @FunctionalInterface
  public interface Use<T> {
    /**
     * Registers a provider.
     *
     * @param provider the provider object
     * @param source origin of the provider, for listings
     */
    void accept(T provider, String source);
  }

  @FunctionalInterface
  private interface Lookup<T> {
    ServiceLoader.Provider<T> find() throws ReflectiveOperationException;
  }

  /**
   * Visits the providers that a service loader finds.
   *
   * @param services the loader
   * @param use consumer of each provider
   */
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
        // The search goes on: after a provider that cannot be loaded, the iterator continues with
        // the next provider.
        problems.accept(new PluginProblem(listed, Reasons.of(e)));
        wrong++;
        continue;
      } catch (Throwable e) {
        // The search ends, because after any other exception the iterator might fail in the same
        // way for ever.
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
   * Visits the providers that a {@code module-info} in a jar declares, when the jar is on a class
   * path. No service loader reads the {@code module-info} there. Skips providers that were already
   * found through {@code META-INF/services}.
   *
   * @param names names of the provider classes
   * @param loader class loader of the jar
   * @param service service type
   * @param use consumer of each provider
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
   * Returns a service provider for a class by the rules for modules: it calls the static method
   * {@code provider()} of the class if there is one, otherwise the constructor.
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
      // If the class has no method {@code provider}, its constructor is used.
      return null;
    }
  }
}
