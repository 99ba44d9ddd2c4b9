/*
 * pdf.js - what a PDF shows: drawn by pdftoppm, read by pdftotext. The text serves for numbers and single words;
 * letters of joined Persian text may come back in another order, so the shaping is judged by what is drawn.
 */
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

/* Half-spaces and marks away, letters in one form. */
const plain = (s) => s.normalize('NFKC').replace(/[\u200c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\u0640\u0654]/g, '').replace(/ي/g, 'ی').replace(/ك/g, 'ک').replace(/ۀ/g, 'ه').replace(/\s+/g, ' ');

/* Letters of a word, whatever their order. */
const letters = (s) => [...plain(s).replace(/[^\p{L}\p{N}]/gu, '')].sort().join('');

/* Drawn pages as PNG; fails when one is as good as empty. `keep`: a folder to leave them in. */
function draw(bytes, keep, name) {
  assert.equal(bytes.subarray(0, 5).toString('latin1'), '%PDF-');
  const r = spawnSync('pdftoppm', ['-r', '60', '-png', ...(keep ? ['-', path.join(keep, name)] : ['-'])], { input: bytes, maxBuffer: 64 << 20 });
  assert.equal(r.status, 0, `pdftoppm: ${r.stderr}`);
  if (keep) {
    fs.writeFileSync(path.join(keep, `${name}.pdf`), bytes);
    for (const f of fs.readdirSync(keep).filter((x) => x.startsWith(`${name}-`) && x.endsWith('.png')))
      assert.ok(fs.statSync(path.join(keep, f)).size > 2000, `${f}: an empty sheet`);
  } else {
    assert.ok(r.stdout.length > 2000, 'pdftoppm draws nothing');
  }
}

/* The text as a reader of the PDF gets it. Fonts are embedded, no letter is missing, no digit is Latin in Persian prose. */
function text(bytes) {
  const r = spawnSync('pdftotext', ['-layout', '-', '-'], { input: bytes, encoding: 'utf8', maxBuffer: 64 << 20 });
  assert.equal(r.status, 0, r.stderr);
  assert.ok(!r.stdout.includes('\ufffd'), 'the PDF has letters that nothing stands for');
  const fonts = spawnSync('pdffonts', ['-'], { input: bytes, encoding: 'utf8' });
  if (fonts.status === 0 && fonts.stdout.split('\n').length > 3) {
    assert.match(fonts.stdout, /Vazirmatn/i);
    for (const l of fonts.stdout.split('\n').slice(2)) if (l.trim()) assert.match(l, /yes +(yes|no) +(yes|no) /, `a font is not embedded: ${l}`);
  }
  return r.stdout;
}

/* Every word is in it: some line has its letters, in whatever order they came. */
function says(bytes, words) {
  const lines = text(bytes).split('\n').map(letters);
  const all = lines.join('');
  for (const w of words) {
    const want = letters(w);
    const found = lines.some((l) => [...want].every((c, i, a) => l.split(c).length - 1 >= a.filter((x) => x === c).length));
    assert.ok(found, `the PDF does not say «${w}»; it says ${all.slice(0, 60)} …\n${text(bytes).slice(0, 1500)}`);
  }
}

module.exports = { draw, text, says, plain };
