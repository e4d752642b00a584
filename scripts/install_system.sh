#!/usr/bin/env bash
# Installs the Debian packages that kehoach needs and that are missing: Tesseract with Vietnamese, LibreOffice, unpackers, fonts.
set -euo pipefail
need=()
command -v tesseract >/dev/null || need+=(tesseract-ocr)
[ -e /usr/share/tesseract-ocr/5/tessdata/vie.traineddata ] || need+=(tesseract-ocr-vie)
[ -e /usr/share/tesseract-ocr/5/tessdata/osd.traineddata ] || need+=(tesseract-ocr-osd)
command -v soffice >/dev/null || need+=(libreoffice-writer libreoffice-calc)
command -v 7z >/dev/null || need+=(p7zip-full)
command -v unar >/dev/null || command -v unrar >/dev/null || need+=(unar)
[ -e /usr/share/fonts/truetype/liberation ] || need+=(fonts-liberation)
[ -e /usr/share/fonts/truetype/dejavu ] || need+=(fonts-dejavu-core)
if [ "${KEHOACH_DEV:-}" = 1 ]; then
  command -v chromium >/dev/null || need+=(chromium)
  command -v pdftotext >/dev/null || need+=(poppler-utils)
fi
[ ${#need[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "kehoach: please install by hand: ${need[*]}" >&2
  exit 1
fi
sudo=""; [ "$(id -u)" = 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
