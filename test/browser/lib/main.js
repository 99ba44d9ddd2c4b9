/*
 * main.js - takes the options, makes the installations, runs the suites in each mode, counts.
 *
 * A suite is a list of cases that follow one another: when one breaks off, those after it are «not reached»,
 * but for suites whose cases stand apart.
 * A case fails when it breaks off, or when a page that it saw has something wrong with it (checks.js), or when
 * the server's log says that something broke.
 */
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { chromium } = require('playwright-core');
const { Base, ROOT } = require('./site.js');
const { People } = require('./people.js');

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
  '--disable-features=RenderDocument,PaintHolding,SpareRendererForSitePerProcess,HttpsUpgrades,OptimizationHints,MediaRouter,Translate,SegmentationPlatform'];
const WHOLE_WAY = 'citizen,story';
const SUITES = ['citizen', 'input', 'signin', 'registrar', 'story', 'inspection', 'desk', 'lists', 'keyboard', 'admin', 'look', 'weight'];
const SECOND_HALF = 'inspection';
const MODES = { js: { js: true, width: 1280 }, nojs: { js: false, width: 360 } };

function options(argv) {
  const o = { modes: Object.keys(MODES), only: '', shots: '', store: null, list: false, quick: false, ci: false };
  for (let i = 0; i < argv.length; i++) {
    const [name, inline] = argv[i].split(/=(.*)/s);
    const value = () => (inline !== undefined ? inline : argv[++i]);
    if (name === '--store') o.store = value();
    else if (name === '--only') o.only = value();
    else if (name === '--shots') o.shots = path.resolve(value());
    else if (name === '--mode') o.modes = [value()];
    else if (name === '--quick') o.quick = true;
    else if (name === '--ci') o.ci = true;
    else if (name === '--list') o.list = true;
    else {
      console.error('usage: test/browser/run [--store URL] [--only NAME] [--shots DIR] [--mode js|nojs] [--quick] [--ci] [--list]');
      process.exit(2);
    }
  }
  if (o.store && o.store.startsWith('sqlite')) o.store = null;
  return o;
}

/* A suite file exports a list of [name, function(people, state)]. */
function suites(only) {
  const out = [];
  const wanted = only.split(',');
  const whole = wanted.every((w) => SUITES.includes(w));
  for (const name of SUITES) {
    if (whole && !wanted.includes(name)) continue;
    const file = path.join(__dirname, '../cases', name + '.js');
    if (!fs.existsSync(file)) continue;
    let cases = require(file).cases;
    if (only && !whole && !name.includes(only)) {
      const last = cases.map(([c]) => c.includes(only)).lastIndexOf(true);
      cases = cases.slice(0, last + 1);
    }
    if (cases.length > 0) out.push({ name, cases, apart: require(file).apart });
  }
  return out;
}

function say(line) {
  process.stdout.write(line + '\n');
}

async function runCase(run, suite, [name, fn], state) {
  const at = Date.now();
  const wrong = [];
  run.complaints = [];
  try {
    await fn(run.people, state);
  } catch (e) {
    const where = (e.stack || '').split('\n').find((l) => l.includes('test/browser/cases')) || '';
    wrong.push(`${e.message.split('\n').slice(0, 80).join('\n      ')} ${where.trim()}`);
    await run.people.shootAll(`${suite}-${run.mode}`);
    state.broken = true;
  }
  wrong.push(...run.complaints.map(([page, what]) => `${page}: ${what}`));
  const troubles = run.site.troubles();
  wrong.push(...troubles.slice(run.troubles).map((l) => `server: ${l}`));
  run.troubles = troubles.length;
  say(`${wrong.length > 0 ? 'FAILED' : 'ok    '} ${run.label} ${suite}: ${name} (${Date.now() - at} ms)`);
  for (const w of wrong) say(`      ${w}`);
  if (wrong.length > 0) run.failed++;
  else run.passed++;
}

async function runLane({ o, name, mode, list }, base, browser, axed) {
  const site = base.copy(name);
  const run = {
    site, mode, browser, label: `${o.store ? 'postgresql' : 'sqlite'} ${mode}`, ...MODES[mode], quick: o.quick, axed, seen: new Map(), sheets: new Map(),
    shots: o.shots && path.join(o.shots, name), lookMs: 0, axeMs: 0, heaviest: 0, passed: 0, failed: 0, complaints: [], troubles: 0,
    complain(page, what) { this.complaints.push([page, what]); },
  };
  try {
    await site.start();
    run.people = new People(run);
    for (const s of list) {
      const state = {};
      for (const c of s.cases) {
        if (!state.broken || s.apart) {
          await runCase(run, s.name, c, state);
        } else {
          say(`FAILED ${run.label} ${s.name}: ${c[0]} (not reached)`);
          run.failed++;
        }
      }
      await run.people.leave(s === list[list.length - 1]);
    }
  } finally {
    await site.stop();
  }
  if (run.failed > 0 && o.shots) fs.writeFileSync(path.join(o.shots, `${name}.log`), site.log);
  say(`${run.label}: ${run.seen.size} different pages, the heaviest ${run.heaviest} bytes of HTML and CSS; looked for ${run.lookMs} ms, axe ${run.axeMs}`);
  return run;
}

/* What goes side by side, each with an installation of its own. --ci: with JavaScript everything is looked at, in two
 * halves of about the same length; without, the whole way is gone once more. */
function lanes(o, list) {
  const out = [];
  for (const mode of o.modes) {
    if (!o.ci) out.push({ o, name: mode, mode, list });
    else if (mode === 'nojs') out.push({ o: { ...o, quick: true }, name: mode, mode, list: suites(WHOLE_WAY) });
    else {
      const at = list.findIndex((s) => s.name === SECOND_HALF);
      const half = at < 0 ? list.length : at;
      out.push({ o, name: `${mode}1`, mode, list: list.slice(0, half) }, { o, name: `${mode}2`, mode, list: list.slice(half) });
    }
  }
  return out.filter((lane) => lane.list.length > 0);
}

async function main(argv) {
  const o = options(argv);
  const list = suites(o.only);
  if (o.list) {
    for (const s of list) for (const [name] of s.cases) say(`${s.name}: ${name}`);
    return;
  }
  const at = Date.now();
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'samad-browser-'));
  const base = new Base(dir, o.store);
  let browser;
  let passed = 0;
  let failed = 0;
  const clear = () => {
    base.drop();
    fs.rmSync(dir, { recursive: true, force: true });
  };
  try {
    say(`making the sample province (${o.store ? 'PostgreSQL' : 'SQLite'})`);
    base.make();
    browser = await chromium.launch({ executablePath: process.env.SAMAD_CHROMIUM || '/usr/bin/chromium', args: FLAGS });
    const axed = new Set(); /* shapes of pages that axe-core has judged */
    const runs = await Promise.all(lanes(o, list).map((lane) => runLane(lane, base, browser, axed)));
    passed = runs.reduce((n, r) => n + r.passed, 0);
    failed = runs.reduce((n, r) => n + r.failed, 0);
  } catch (e) {
    say(`FAILED ${e.stack}`);
    failed++;
  } finally {
    if (browser) await browser.close();
    clear();
  }
  say(`took ${Math.round((Date.now() - at) / 1000)} s`);
  say(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}

module.exports = { main, ROOT };
