# Sourced by bin/ioc of the distribution, and by build in the root of the sources: finds a Java to run on.
#
# find_java RELEASE TOOL prints the home of a Java of that release or later that has bin/TOOL ("java" for a runtime, "javac"
# for a JDK), and fails where there is none. It looks at JAVA_HOME, then at PATH, then at the folders where Linux
# distributions, SDKMAN and the installers of macOS and Windows put a JDK. POSIX sh; starts no process for a home that has
# a "release" file, as all since Java 9 have, for the launcher of a command should not be felt.

# Prints the feature release (25) of the Java in folder $1, or nothing.
java_release() {
  jr_version=
  if [ -r "$1/release" ]; then
    while IFS='=' read -r jr_key jr_value || [ -n "$jr_key" ]; do
      case "$jr_key" in JAVA_VERSION) jr_version=$jr_value ;; esac
    done <"$1/release"
  fi
  if [ -z "$jr_version" ]; then
    jr_version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  jr_version=${jr_version#\"}
  jr_version=${jr_version%%[!0-9]*}
  printf '%s' "$jr_version"
}

# Succeeds when folder $1 holds a Java of release $2 or later with tool $3.
java_fits() {
  [ -x "$1/bin/java" ] || [ -x "$1/bin/java.exe" ] || return 1
  [ -x "$1/bin/$3" ] || [ -x "$1/bin/$3.exe" ] || return 1
  jf_release=$(java_release "$1")
  [ -n "$jf_release" ] && [ "$jf_release" -ge "$2" ]
}

# Prints the home that the java on PATH belongs to, or nothing.
java_home_on_path() {
  jp_file=$(command -v java 2>/dev/null) || return 0
  while [ -L "$jp_file" ]; do
    jp_link=$(readlink "$jp_file") || return 0
    case "$jp_link" in
      /*) jp_file=$jp_link ;;
      *) jp_file=$(dirname "$jp_file")/$jp_link ;;
    esac
  done
  (cd "$(dirname "$jp_file")/.." 2>/dev/null && pwd -P)
}

find_java() {
  if [ -n "${JAVA_HOME:-}" ] && java_fits "$JAVA_HOME" "$1" "$2"; then
    printf '%s\n' "$JAVA_HOME"
    return 0
  fi
  fj_home=$(java_home_on_path)
  if [ -n "$fj_home" ] && java_fits "$fj_home" "$1" "$2"; then
    printf '%s\n' "$fj_home"
    return 0
  fi
  if [ -x /usr/libexec/java_home ]; then # macOS knows what is installed
    fj_home=$(/usr/libexec/java_home -v "$1+" 2>/dev/null) || fj_home=
    if [ -n "$fj_home" ] && java_fits "$fj_home" "$1" "$2"; then
      printf '%s\n' "$fj_home"
      return 0
    fi
  fi
  for fj_home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java /opt/java/* /opt/jdk* /opt/*jdk* /usr/local/openjdk* /usr/local/java/* \
    "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* "${HOME:-}"/.jdks/* \
    "${HOME:-}"/.local/share/mise/installs/java/* "${HOME:-}"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "/c/Program Files/Java"/* "/c/Program Files/Eclipse Adoptium"/* "/c/Program Files/Microsoft"/jdk* \
    "/c/Program Files/Amazon Corretto"/* "/c/Program Files/Zulu"/* "/c/Program Files/BellSoft"/*; do
    if java_fits "$fj_home" "$1" "$2"; then
      printf '%s\n' "$fj_home"
      return 0
    fi
  done
  return 1
}
