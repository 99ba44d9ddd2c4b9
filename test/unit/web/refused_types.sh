#!/bin/sh
# refused_types.sh COMPILER INCLUDE-FOLDER... - what a template slot must not hold does not compile, and what it may does.
set -eu
cc=$1
shift
flags=""
for folder in "$@"; do
    flags="$flags -I$folder"
done
passed=0
failed=0

# compiles YES|NO SLOT DECLARATION
try() {
    code="#include \"web/html.h\"
void f(struct buf *b, $3 x); void f(struct buf *b, $3 x) { $2(b, (x)); }"
    # shellcheck disable=SC2086
    if printf '%s\n' "$code" | $cc -std=gnu17 -D_GNU_SOURCE $flags -include base/banned.h -Werror -fsyntax-only -x c - 2>/dev/null; then
        got=YES
    else
        got=NO
    fi
    if [ "$got" = "$1" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$2 of $3: compiles: $got, wanted: $1"
    fi
}

for slot in SLOT_TEXT SLOT_ATTR SLOT_PLAIN; do
    for type in 'struct str' 'const char *' 'struct small' 'struct url' 'int' 'int64_t' 'size_t' 'uint8_t'; do
        try YES $slot "$type"
    done
    for type in 'bool' 'double' 'float' 'void *' 'struct buf *' 'struct str *' 'const unsigned char *'; do
        try NO $slot "$type"
    done
done
try YES SLOT_TEXT 'struct safe_html'
try NO SLOT_ATTR 'struct safe_html'
try NO SLOT_PLAIN 'struct safe_html'
try YES SLOT_URL 'struct url'
for type in 'struct str' 'const char *' 'struct small' 'int' 'struct safe_html'; do
    try NO SLOT_URL "$type"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
