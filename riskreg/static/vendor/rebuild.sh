#!/usr/bin/env bash
# Writes the vendored files again from the npm packages listed in VERSIONS.
# For maintainers only: it needs node, npm, tar and sha256sum. To update, change VERSIONS, run this, look at the diff.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private": true}' > package.json

version() { awk -v name="$1" '$1 == name { print $2 }' "$here/VERSIONS"; }
sum() { awk -v name="$1" '$1 == name { print $3 }' "$here/VERSIONS"; }

# fetch PACKAGE: download, check the sum, unpack into node_modules/PACKAGE
fetch() {
  local tarball
  tarball="$(npm pack --silent "$1@$(version "$1")" | tail -n 1)"
  echo "$(sum "$1")  $tarball" | sha256sum --check --quiet
  mkdir -p "node_modules/$1"
  tar -xzf "$tarball" -C "node_modules/$1" --strip-components=1
}

npm install --silent --no-save --no-audit --no-fund --ignore-scripts "esbuild@$(version esbuild)"
fetch bootstrap-italia
fetch @popperjs/core
fetch animejs
fetch uuid
fetch axe-core
fetch dejavu-fonts-ttf
fetch accessible-autocomplete
fetch core-js
fetch preact

italia="node_modules/bootstrap-italia"
rm -rf "$here"/{css,js,svg,fonts,licences} "$here/fonts.css"
mkdir -p "$here"/{css,js,svg,fonts,licences} "$here/../fonts"

# Stylesheet and icons: as published, without the pointer to the source map.
sed 's|/\*# sourceMappingURL=.*\*/||' "$italia/dist/css/bootstrap-italia.min.css" > "$here/css/bootstrap-italia.min.css"
cp "$italia/dist/svg/sprites.svg" "$here/svg/"

# Fonts for pages, and the stylesheet that declares them (Bootstrap Italia's has no @font-face).
echo "/* Written by rebuild.sh: the faces that the pages use, served from this site. */" > "$here/fonts.css"
face() { # family, folder, file stem, weight, style
  cp "$italia/dist/fonts/$2/$3.woff2" "$here/fonts/"
  cat >> "$here/fonts.css" <<CSS
@font-face {
  font-family: "$1";
  font-style: $5;
  font-weight: $4;
  font-display: swap;
  src: url("fonts/$3.woff2") format("woff2");
}
CSS
}
titillium="titillium-web-v10-latin-ext_latin"
mono="roboto-mono-v13-latin-ext_latin"
face "Titillium Web" Titillium_Web "$titillium-300" 300 normal
face "Titillium Web" Titillium_Web "$titillium-regular" 400 normal
face "Titillium Web" Titillium_Web "$titillium-italic" 400 italic
face "Titillium Web" Titillium_Web "$titillium-600" 600 normal
face "Titillium Web" Titillium_Web "$titillium-600italic" 600 italic
face "Titillium Web" Titillium_Web "$titillium-700" 700 normal
face "Roboto Mono" Roboto_Mono "$mono-regular" 400 normal
face "Roboto Mono" Roboto_Mono "$mono-700" 700 normal

# Fonts that the PDF documents embed.
pdf_face() { cp "$italia/dist/fonts/Titillium_Web/$titillium-$1.ttf" "$here/../fonts/TitilliumWeb-$2.ttf"; }
pdf_face regular Regular
pdf_face italic Italic
pdf_face 600 SemiBold
pdf_face 700 Bold
pdf_face 700italic BoldItalic
cp "$italia/dist/fonts/Titillium_Web/OFL.txt" "$here/../fonts/OFL.txt"
# For the signs that it lacks (≤ ≥ → ✓, Greek, Cyrillic): whole, because its licence wants a changed one to be renamed.
cp node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf "$here/../fonts/"
cp node_modules/dejavu-fonts-ttf/LICENSE "$here/../fonts/DejaVu.txt"

# The JavaScript: only the plugins named in rebuild-entry.js.
cp "$here/rebuild-entry.js" entry.js
node_modules/.bin/esbuild entry.js --bundle --minify --format=iife --target=es2020 --legal-comments=none --log-level=warning \
  "--banner:js=/* Bootstrap Italia $(version bootstrap-italia) (BSD-3-Clause), Popper $(version @popperjs/core), anime.js, uuid, accessible-autocomplete, preact, core-js (MIT): see ../licences */" \
  --outfile="$here/js/bootstrap-italia.min.js"

# Licences of all that is shipped.
cp "$italia/LICENSE" "$here/licences/bootstrap-italia.txt"
cp "$italia/dist/fonts/Titillium_Web/OFL.txt" "$here/licences/titillium-web.txt"
cp "$italia/dist/fonts/Roboto_Mono/LICENSE.txt" "$here/licences/roboto-mono.txt"
cp "node_modules/@popperjs/core/LICENSE.md" "$here/licences/popper.txt"
cp node_modules/accessible-autocomplete/LICENSE* "$here/licences/accessible-autocomplete.txt"
cp node_modules/animejs/LICENSE* "$here/licences/animejs.txt"
cp node_modules/uuid/LICENSE* "$here/licences/uuid.txt"
cp node_modules/core-js/LICENSE "$here/licences/core-js.txt"
cp node_modules/preact/LICENSE "$here/licences/preact.txt"

# axe-core, for the tests only.
axe="$root/tests/vendor/axe"
mkdir -p "$axe/locales"
cp node_modules/axe-core/axe.min.js node_modules/axe-core/LICENSE node_modules/axe-core/LICENSE-3RD-PARTY.txt "$axe/"
cp node_modules/axe-core/locales/it.json "$axe/locales/"
echo "axe-core $(version axe-core), MPL-2.0. Written by riskreg/static/vendor/rebuild.sh." > "$axe/VERSION"

echo "Vendored: $(du -sh "$here" | cut -f1) here, $(du -sh "$here/../fonts" | cut -f1) of fonts for PDF, $(du -sh "$axe" | cut -f1) of axe."
