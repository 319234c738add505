#!/usr/bin/env bash
# Compiles and runs an embedder's programs against the jars that `./mvnw package` left: one with an op and a layer of
# its own, one that reads a sensor, one with a study of its own. Once on the class path and without a flag (scalar
# kernels), once as a named module (SIMD, also without a flag); all warnings are errors.
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
heartrate=$(jar_of heartrate)
experiments=$(jar_of experiments)
libraries=$project/experiments/target/lib # with core, nn and heartrate
[ -d "$libraries" ] || {
    echo "examples/run.sh: no folder $libraries; run ./mvnw package first" >&2
    exit 1
}

out=$project/target/examples
rm -rf "$out"
mkdir -p "$out"

sources=("$examples"/src/com/example/*.java)

# Two files that must have the same bytes.
require_equal() {
    cmp "$1" "$2" || {
        echo "examples/run.sh: $1 and $2 should be the same" >&2
        exit 1
    }
}

# A text that a file must contain.
require_text() {
    grep -q -e "$2" "$1" || {
        echo "examples/run.sh: $1 should contain: $2" >&2
        exit 1
    }
}

# The study, started by the command $2 ...: run, gone on with, reported and verified in folders whose names begin with
# $1. The results must not depend on threads, nor on where the run was broken off.
check_study() {
    local place=$1
    shift
    "$@" list
    "$@" run blur --preset quick --threads 3 --out "$place-3" 2>"$place.progress"
    require_text "$place-3/report.html" 'blurring keeps conv1 near its start'
    require_text "$place-3/report.html" 'Performance profile of blurred – plain'
    require_text "$place-3/summary.json" '"verdict"'
    require_text "$place-3/summary.json" '"interquartileMean"'
    "$@" run blur --preset quick --threads 1 --out "$place-1" >/dev/null 2>>"$place.progress"
    require_equal "$place-3/metrics.csv" "$place-1/metrics.csv"
    require_equal "$place-3/summary.json" "$place-1/summary.json"

    cp -r "$place-3" "$place-resumed"
    rm -r "$place-resumed"/trials/plain@1.0/seed-[45].* "$place-resumed"/{metrics.csv,summary.json,report.html}
    "$@" run blur --preset quick --out "$place-resumed" --resume >/dev/null 2>>"$place.progress"
    require_equal "$place-3/metrics.csv" "$place-resumed/metrics.csv"
    require_equal "$place-3/summary.json" "$place-resumed/summary.json"

    cp "$place-resumed/summary.json" "$place-summary.json"
    "$@" report "$place-resumed" >/dev/null
    require_equal "$place-summary.json" "$place-resumed/summary.json"
    "$@" verify "$place-3" 2>>"$place.progress"
}

echo "== on the class path, without a flag"
"$jdk/bin/javac" -Werror -Xlint:all -cp "$experiments:$libraries/*" -d "$out/classpath" "${sources[@]}"
"$jdk/bin/java" -cp "$core:$nn:$out/classpath" com.example.Main scalar
ejml=$(printf '%s:' "$libraries"/ejml-*.jar) # all that heartrate needs beside nn
"$jdk/bin/java" -cp "$core:$nn:$heartrate:$ejml$out/classpath" com.example.HeartRate >"$out/heart-rate-classpath"
tail -1 "$out/heart-rate-classpath"
check_study "$out/blur-classpath" "$jdk/bin/java" -cp "$experiments:$libraries/*:$out/classpath" com.example.BlurStudy

echo "== on the module path, with all warnings as errors"
"$jdk/bin/javac" -Werror -Xlint:all -Xlint:-incubating --module-path "$experiments:$libraries" -d "$out/modulepath" \
    "$examples/modulepath/module-info.java" "${sources[@]}"
"$jdk/bin/java" --module-path "$experiments:$libraries:$out/modulepath" -m com.example/com.example.Main simd
"$jdk/bin/java" --module-path "$experiments:$libraries:$out/modulepath" -m com.example/com.example.HeartRate \
    >"$out/heart-rate-modulepath"
require_equal "$out/heart-rate-classpath" "$out/heart-rate-modulepath"
check_study "$out/blur-modulepath" \
    "$jdk/bin/java" --module-path "$experiments:$libraries:$out/modulepath" -m com.example/com.example.BlurStudy
require_equal "$out/blur-classpath-3/metrics.csv" "$out/blur-modulepath-3/metrics.csv" # scalar and SIMD
