/*
 * weight.js - every page that can be reached by links weighs at most 30 KB: its HTML and the style sheets that a screen
 * needs, uncompressed; pictures, drawn ones (svg role=img) too, and fonts apart. Read as bytes, not drawn: so that a
 * few hundred pages take seconds.
 */
'use strict';
const assert = require('node:assert/strict');
const { BYTES_MAX } = require('../lib/checks.js');
const { PAGES, answer } = require('../lib/filing.js');

const SAME = 3; /* pages of one kind, apart from the numbers in their addresses */
const LOGINS = ['mgr', 'dg', 'exp1', 'reg1', 'governor', 'admin'];
const sheets = new Map();

const plain = (s) => s.replace(/&amp;/g, '&').replace(/&#39;/g, "'");
const kind = (to) => to.replace(/=[^&]*/g, '').replace(/[0-9]{3,}[^/?]*/g, 'N');

/* What is wrong with the pages that lead on from these. */
async function walk(v, from, met) {
  const open = [...from];
  const seen = new Set();
  const often = new Map();
  const wrong = [];
  while (open.length > 0) {
    const to = open.shift();
    const k = kind(to);
    if (seen.has(to) || (often.get(k) || 0) >= SAME) continue;
    seen.add(to);
    often.set(k, (often.get(k) || 0) + 1);
    const answer = await v.fetch(to);
    if (answer.status >= 500) wrong.push(`${to} answers ${answer.status}`);
    if (answer.status !== 200 || !/html/.test(answer.type)) continue;
    const text = answer.body.toString();
    let bytes = Buffer.byteLength(text.replace(/<svg[^>]*role="img".*?<\/svg>/gs, ''));
    for (const [, href] of text.matchAll(/<link rel="stylesheet" href="([^"]+)">/g)) {
      if (!sheets.has(href)) sheets.set(href, (await v.fetch(href)).body.length);
      bytes += sheets.get(href);
    }
    met.n++;
    met.most = Math.max(met.most, bytes);
    if (bytes > BYTES_MAX) wrong.push(`${v.name}: ${to} weighs ${bytes} bytes`);
    for (const [, href] of text.matchAll(/href="(\/[^"#]*)"/g))
      if (!/^\/assets|\/file|\/pdf$|picture\.svg/.test(href)) open.push(plain(href));
  }
  return wrong;
}

const cases = [
  ['what anybody can read', async (p) => {
    const v = await p.person('reader');
    const steps = [];
    for (let i = 0; i < PAGES.length; i++) {
      await v.go(`/complaint/new/${i + 1}`, { look: false });
      assert.ok(await answer(v, PAGES[i]));
      steps.push(`/complaint/new/${i + 1}`);
    }
    assert.deepEqual(await walk(v, ['/', '/track', '/sign-in', ...steps, '/complaint/new/check'], { n: 0, most: 0 }), []);
  }],
  ['what every office sees', async (p) => {
    const met = { n: 0, most: 0 };
    const wrong = [];
    for (const login of LOGINS) wrong.push(...await walk(await p.official(login), ['/tray', '/account', '/delegations', '/admin'], met));
    assert.deepEqual(wrong, []);
    assert.ok(met.n > 150, `only ${met.n} pages were met`);
  }],
];

module.exports = { apart: true, cases };
