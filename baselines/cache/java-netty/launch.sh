#!/bin/sh
# Starts a variant with its JVM flags: launch.sh <java> <build folder> <variant> [option ...].
# Its own file because the heap depends on --memory-mib, which the harness puts last, while flags of
# a JVM come first: no manifest, argument file or JDK_JAVA_OPTIONS can turn them round. This shell
# becomes the JVM by `exec`. What is wrong with an option is the program's to say.
set -eu

java=$1
build=$2
shift 2

memory_mib=64
for argument do
  case $argument in
    --memory-mib=*) memory_mib=${argument#*=} ;;
  esac
done
# With 8 digits it is either no number or above what any machine has.
case $memory_mib in
  '' | *[!0-9]* | ????????*) memory_mib=64 ;;
esac

# The items, counted with their objects, fill at most the memory limit; a collector needs about as
# much again, or it would run all the time; 64 MiB are for the program's own objects and for what
# requests allocate between two collections of a small heap. One rule for both variants.
heap_mib=$((2 * memory_mib + 64))

# Out of memory is an end that everybody sees, not a server that no longer answers some.
case ${1:-} in
  tuned)
    # PerfDisableSharedMem: a thread that updates the JVM's counters in a mapped file can be made to
    # wait for the disk. The io.netty ones are checks that find bugs in development.
    set -- -XX:+UseZGC "-Xms${heap_mib}m" -XX:+AlwaysPreTouch -XX:+PerfDisableSharedMem \
      -Dio.netty.leakDetection.level=disabled -Dio.netty.buffer.checkAccessible=false \
      -Dio.netty.buffer.checkBounds=false -cp "$build/classes:$build/jars/*" \
      tailproof.cache.Main "$@"
    ;;
  *)
    set -- -XX:+UseG1GC -cp "$build/classes:$build/jars/*" tailproof.cache.Main "$@"
    ;;
esac
exec "$java" "-Xmx${heap_mib}m" -XX:+ExitOnOutOfMemoryError "$@"
