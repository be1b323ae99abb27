# How the scripts beside this one speak: in French, one sentence that says what to do.

say() { printf '%s\n' "$*"; }

stop() {
    printf '\n%s\n' "$*" >&2
    exit 1
}
