/*
 * site.js - one installation of SAMAD for a test: its data, its database, its server process, its clock.
 *
 * The sample province is made once (Base) and copied for each mode, so that no test sees another's cases.
 * Not here: the browser (visitor.js).
 */
'use strict';
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '../../..');
const PROGRAM = process.env.SAMAD_PROGRAM || path.join(ROOT, 'build/samad');
const FONTS = path.join(path.dirname(PROGRAM), 'fonts');
const SAMPLE_CASES = 60;

/* Posts that the story needs and the sample gives no sign-in. */
const MORE_SIGNINS = ['exp2', 'ins1', 'ins2', 'opr1', 'vco', 'roads-desk', 'education-desk', 'water-desk'];

/* Saturday, 5 Mehr 1404, nine in the morning in Tehran: no holiday near, the calendar knows the year. */
const START = Date.parse('2025-09-27T05:30:00Z');
const DAY = 86400000;

function psql(url, sql) {
  const r = spawnSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', sql], { encoding: 'utf8' });
  if (r.status !== 0) throw new Error(`psql: ${r.stderr || r.error}`);
}

function database(url, name) {
  const u = new URL(url);
  u.pathname = '/' + name;
  return u.toString();
}

/* The sample, made once on a standing start of the test clock. */
class Base {
  constructor(dir, store) {
    this.dir = dir;
    this.store = store; /* URL of a PostgreSQL server, or null: SQLite */
    this.databases = [];
  }

  env(clock) {
    return { ...process.env, SAMAD_TEST: '1', SAMAD_TEST_CLOCK: clock };
  }

  newDatabase(name, template) {
    if (!this.store) return null;
    psql(this.store, `CREATE DATABASE ${name}` + (template ? ` TEMPLATE ${template}` : ''));
    this.databases.push(name);
    return database(this.store, name);
  }

  make() {
    const clock = path.join(this.dir, 'clock');
    this.name = `samad_browser_${process.pid}`;
    const url = this.newDatabase(this.name);
    fs.writeFileSync(clock, String(START - Date.now()));
    const args = ['init', '--data', path.join(this.dir, 'data'), '--sample', '--cases', String(SAMPLE_CASES)];
    if (url) args.push('--store', url);
    const r = spawnSync(PROGRAM, args, { cwd: ROOT, encoding: 'utf8', env: this.env(clock) });
    const words = /password for each: ([^)]+)\)/.exec(r.stdout || '');
    if (r.status !== 0 || !words) throw new Error(`samad init: ${r.stdout}${r.stderr}${r.error || ''}`);
    this.password = words[1];
    for (const login of MORE_SIGNINS) new Site(this, 'base', path.join(this.dir, 'data'), url, clock).run('user', ['password', login], this.password + '\n');
  }

  copy(mode) {
    const dir = path.join(this.dir, mode);
    fs.cpSync(path.join(this.dir, 'data'), dir, { recursive: true });
    return new Site(this, mode, dir, this.newDatabase(`${this.name}_${mode}`, this.name));
  }

  drop() {
    for (const name of this.databases.reverse()) {
      try {
        psql(this.store, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      } catch (e) {
        console.error(e.message);
      }
    }
  }
}

class Site {
  constructor(base, mode, dir, url, clock = path.join(dir, 'clock')) {
    Object.assign(this, { base, mode, dir, url, clock, password: base.password });
    this.log = '';
  }

  args(command, ...more) {
    return [command, '--data', this.dir, ...(this.url ? ['--store', this.url] : []), ...more];
  }

  /* A sub-command of the program on this installation; throws what it says when it fails. */
  run(command, args = [], input = '') {
    const r = spawnSync(PROGRAM, [command, ...args, ...this.args(command).slice(1)], {
      cwd: ROOT, encoding: 'utf8', env: this.base.env(this.clock), input,
    });
    if (r.status !== 0) throw new Error(`samad ${command}: ${r.stdout}${r.stderr}`);
    return r.stdout;
  }

  now() {
    return Date.now() + this.offset;
  }

  setClock(ms) {
    this.offset = ms - Date.now();
    fs.writeFileSync(this.clock + '.new', String(this.offset));
    fs.renameSync(this.clock + '.new', this.clock);
  }

  async start() {
    if (this.offset === undefined) this.setClock(START);
    this.server = spawn(PROGRAM, this.args('serve', '--listen', '127.0.0.1:0', '--fonts', FONTS), {
      cwd: ROOT, env: this.base.env(this.clock), stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.server.stderr.on('data', (d) => { this.log += d; });
    this.address = await new Promise((resolve, reject) => {
      let out = '';
      this.server.on('error', reject);
      this.server.on('exit', (code) => reject(new Error(`samad serve ended with ${code}: ${this.log}`)));
      this.server.stdout.on('data', (d) => {
        out += d;
        const m = /http:\/\/\S+\//.exec(out);
        if (m) resolve(m[0].replace(/\/$/, ''));
      });
    });
    const health = await fetch(this.address + '/health');
    if (health.status !== 200) throw new Error(`/health answers ${health.status}`);
  }

  async stop() {
    if (!this.server || this.server.exitCode !== null) return;
    this.server.removeAllListeners('exit');
    const gone = new Promise((resolve) => this.server.on('exit', resolve));
    this.server.kill('SIGTERM');
    const hard = setTimeout(() => this.server.kill('SIGKILL'), 10000);
    await gone;
    clearTimeout(hard);
  }

  /* Lines of the log that say something broke. */
  troubles() {
    return this.log.split('\n').filter((l) => / (error|fatal) |Sanitizer|runtime error/.test(l));
  }
}

module.exports = { Base, Site, ROOT, PROGRAM, START, DAY };
