# Sourced by ./halfwave, .ci/run and examples/run.sh. find_jdk sets jdk to the home of the first JDK >= 25 among
# JAVA_HOME, PATH and the usual folders, or fails. All of it has to run in bash 3.2, the one macOS has.

jdk_places='JAVA_HOME, PATH, /usr/lib/jvm, ~/.sdkman, /Library/Java/JavaVirtualMachines, /opt and ~/.jdks'

# The file that $1 stands for, through symbolic links (macOS long had no readlink -f).
resolve_links() {
    local file=$1 link
    while [ -L "$file" ]; do
        link=$(readlink "$file")
        case $link in
            /*) file=$link ;;
            *) file=$(dirname "$file")/$link ;;
        esac
    done
    echo "$file"
}

# The home of the java on the PATH; nothing where there is none.
jdk_on_path() {
    local java home
    java=$(command -v java) || return 0
    home=$(dirname "$(dirname "$(resolve_links "$java")")")
    if [ -r "$home/release" ]; then
        echo "$home"
    else # a shim, such as macOS's /usr/bin/java
        "$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
    fi
}

# The major version of the JDK at home $1; nothing where there is none.
jdk_major() {
    local version=
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
    if [ -r "$1/release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release")
    fi
    if [ -z "$version" ]; then
        version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
    fi
    echo "$version"
}

find_jdk() {
    local candidate major
    for candidate in \
        "${JAVA_HOME:-}" \
        "$(jdk_on_path)" \
        /usr/lib/jvm/* \
        "${HOME:-}"/.sdkman/candidates/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/java/* \
        /opt/*jdk* \
        "${HOME:-}"/.jdks/*; do
        [ -n "$candidate" ] || continue
        major=$(jdk_major "$candidate")
        if [ -n "$major" ] && [ "$major" -ge 25 ]; then
            jdk=$candidate
            return 0
        fi
    done
    return 1
}
