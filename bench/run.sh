#!/usr/bin/env bash
# Builds the benchmarks and times whole training steps, ours and peers'; see --help.
set -eu

project=$(unset CDPATH && cd -P "$(dirname "$0")/.." && pwd)

# What can be told without a build, is.
help=$project/bench/src/main/resources/dev/halfwave/bench/step/session-help.txt
profile=()
for argument in "$@"; do
    case $argument in
        --help | -h)
            cat "$help"
            exit
            ;;
        --peers) profile=(-Ppeers) ;;
        --*)
            if ! grep -q -e "^  ${argument%%=*}[[ ]" "$help"; then
                echo "bench/run.sh: unknown option $argument; see --help" >&2
                exit 2
            fi
            ;;
    esac
done

. "$project/build/find-jdk.sh"
find_jdk || {
    echo "bench/run.sh: found no JDK 25 or later in $jdk_places" >&2
    exit 2
}
export JAVA_HOME=$jdk

# Apart from what mvnw verify and the launcher use.
cd "$project"
./mvnw -q -B -ntp -pl core,nn,heartrate,experiments,bench ${profile[@]+"${profile[@]}"} package \
    -Dhalfwave.fast -Dhalfwave.target=target/session -Dmaven.test.skip=true </dev/null

classes=bench/target/session/benchmarks.jar
[ ${#profile[@]} = 0 ] || classes=$classes:$(printf '%s:' bench/target/session/peers/*.jar)
commit=$(git describe --always --dirty 2>/dev/null || echo unknown)
exec "$JAVA_HOME/bin/java" --add-modules jdk.incubator.vector "-Dhalfwave.commit=$commit" -cp "$classes" \
    dev.halfwave.bench.step.Session "$@"
