#!/bin/sh
# Hook of mmdebstrap: the essential packages are there, the others come next and read these files.
set -eu
cp -r --no-preserve=ownership "$(dirname "$0")/root/." "$1/"
# Whoever checked this recipe out may have had a strict umask.
(cd "$(dirname "$0")/root" && find . -mindepth 1 -type d -exec chmod 755 "$1/{}" \; -o -type f -exec chmod 644 "$1/{}" \;)
