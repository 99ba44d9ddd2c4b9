/*
 * checks.js - what must hold on every page: said by axe-core, and by what our own rules of pages ask for.
 */
'use strict';
const fs = require('node:fs');

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [1280, 360];
const HEIGHTS = { 1280: 900, 360: 740 };
const BYTES_MAX = 30 * 1024; /* HTML and stylesheets of a page */

/* Runs in the page. */
function look() {
  const wrong = [];
  const skip = 'script,style,textarea,select,code,[data-latin],bdi[dir=ltr],.hash';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const at = n.parentElement;
    if (!n.data.trim() || at.closest(skip)) continue;
    const own = n.data.replace(/«[^»]*»/g, '«»'); /* file names, words searched for */
    if (/(?<![A-Za-z0-9])[0-9]+(?![A-Za-z0-9])/.test(own)) wrong.push(`Latin digit in «${n.data.trim().slice(0, 300)}»`);
    if (/[٠-٩]/.test(n.data)) wrong.push(`Arabic digit in «${n.data.trim().slice(0, 300)}»`);
    if (/[يك]/.test(n.data)) wrong.push(`Arabic letter in «${n.data.trim().slice(0, 300)}»`);
    if (/\{[a-z_.]+\}|\b[a-z]+(_[a-z0-9]+)*\.[a-z_]{2,}\b|OFF_|\bnull\b|\bundefined\b/.test(own) &&
        !/@|example|مانند|https?:|\.(pdf|jpe?g|png|tiff?|docx|xlsx|mp[34])/i.test(own))
      wrong.push(`a key instead of words: «${n.data.trim().slice(0, 300)}»`);
  }
  const root = document.documentElement;
  if (root.lang !== 'fa' || root.dir !== 'rtl') wrong.push('not lang=fa dir=rtl');
  if (document.querySelectorAll('h1').length !== 1)
    wrong.push(`${document.querySelectorAll('h1').length} headings of level 1`);
  if (!/\S – /.test(document.title)) wrong.push(`title «${document.title}»`);
  const ids = new Set();
  document.querySelectorAll('[id]').forEach((x) => {
    if (ids.has(x.id)) wrong.push(`id «${x.id}» twice`);
    ids.add(x.id);
  });
  document.querySelectorAll('a[href^="#"]').forEach((x) => {
    if (x.getAttribute('href') !== '#' && !document.getElementById(decodeURIComponent(x.getAttribute('href').slice(1))))
      wrong.push(`link to nothing: ${x.getAttribute('href')}`);
  });
  document.querySelectorAll('ol > li').forEach((x) => {
    if (getComputedStyle(x).listStyleType === 'decimal') wrong.push(`Latin numbers before a list: ${x.innerText.slice(0, 40)}`);
  });
  if (document.querySelector('[style],style')) wrong.push('inline style');
  document.querySelectorAll('main input:not([type=hidden]),main textarea,main select').forEach((x) => {
    if (x.name && !document.querySelector('main').querySelectorAll(`[name="${CSS.escape(x.name)}"]`).length)
      wrong.push(`control ${x.name}`);
  });
  return wrong;
}

/* Runs in the page: what is wider than it may be, and text that is cut because its box is too small. */
function overflow() {
  const root = document.documentElement;
  const cut = [...document.querySelectorAll('main *, header *')].filter((x) => {
    const s = getComputedStyle(x);
    const hides = (o) => o === 'hidden' || o === 'clip';
    return x.clientWidth > 1 && !x.closest('.sr, .skip, svg, thead') && ((hides(s.overflowX) && x.scrollWidth > x.clientWidth + 1) || (hides(s.overflowY) && x.scrollHeight > x.clientHeight + 2));
  }).slice(0, 3).map((x) => `cut: ${x.outerHTML.slice(0, 90)}`);
  if (root.scrollWidth <= root.clientWidth) return cut;
  const out = [];
  document.querySelectorAll('body *').forEach((x) => {
    const r = x.getBoundingClientRect();
    if (r.width > 0 && (r.left < -1 || r.right > root.clientWidth + 1) && !x.closest('.scroll,.sr,.skip') && out.length < 3)
      out.push(x.outerHTML.slice(0, 90));
  });
  return [...cut, `wider than the window (${root.scrollWidth} > ${root.clientWidth}): ${out.join(' … ')}`];
}

async function axe(page) {
  await page.evaluate(AXE + ';0');
  return page.evaluate(() => axe.run({ resultTypes: ['violations'] }).then((r) => r.violations.map((v) =>
    `axe ${v.id}: ${v.help} – ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' … ')}`)));
}

/* Only colours against their ground. */
async function contrast(page) {
  await page.evaluate(AXE + ';0');
  return page.evaluate(() => axe.run({ runOnly: ['color-contrast'], resultTypes: ['violations'] }).then((r) => r.violations.map((v) =>
    `${v.help} – ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120) + ' ' + n.any.map((x) => x.message).join()).join(' … ')}`)));
}

module.exports = { look, contrast, overflow, axe, WIDTHS, HEIGHTS, BYTES_MAX };
