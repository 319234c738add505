#!/usr/bin/env bash
# Compiles and runs an embedder's program, with an op and a layer of its own, against the jars that `./mvnw package`
# left: once on the class path and without a flag (scalar kernels), once as a named module with all warnings as errors
# (SIMD, also without a flag).
set -eu

examples=$(unset CDPATH && cd -P "$(dirname "$0")" && pwd)
project=$(dirname "$examples")
. "$project/build/find-jdk.sh"
find_jdk || {
    echo "examples/run.sh: found no JDK 25 or later in $jdk_places" >&2
    exit 2
}

# The jar of module $1; not its sources and Javadoc jars.
jar_of() {
    local jar
    for jar in "$project/$1"/target/halfwave-"$1"-*.jar; do
        case $jar in
            *-sources.jar | *-javadoc.jar | *'*'*) ;;
            *)
                echo "$jar"
                return
                ;;
        esac
    done
    echo "examples/run.sh: no jar in $1/target; run ./mvnw package first" >&2
    return 1
}
core=$(jar_of core)
nn=$(jar_of nn)

out=$project/target/examples
rm -rf "$out"

sources=("$examples"/src/com/example/*.java)

echo "== on the class path, without a flag"
"$jdk/bin/javac" -Werror -Xlint:all -cp "$core:$nn" -d "$out/classpath" "${sources[@]}"
"$jdk/bin/java" -cp "$core:$nn:$out/classpath" com.example.Main scalar

echo "== on the module path, with all warnings as errors"
"$jdk/bin/javac" -Werror -Xlint:all -Xlint:-incubating --module-path "$core:$nn" -d "$out/modulepath" \
    "$examples/modulepath/module-info.java" "${sources[@]}"
"$jdk/bin/java" --module-path "$core:$nn:$out/modulepath" -m com.example/com.example.Main simd
