import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** How long a program may take to end by itself, in milliseconds. */
const END_TIMEOUT_MS = 15_000;
/** What Linux counts processor time in; it is 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** The programs that the bench has started, so that none outlives it. */
export class Processes {
  readonly #running = new Set<ChildProcess>();
  #isOver = false;

  /** @throws Error after `killAll`, having ended this one too */
  add(child: ChildProcess): void {
    if (this.#isOver) {
      child.kill('SIGKILL');
      throw new Error('the bench is over');
    }
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
  }

  /** Asks it to end, and makes it. */
  async end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS);
    await exited;
    clearTimeout(force);
  }

  /** What is added from now on is killed as well. */
  killAll(): void {
    this.#isOver = true;
    for (const child of this.#running) child.kill('SIGKILL');
  }
}

/** Processor seconds of the process and all below it, those that have ended included. */
export function cpuSeconds(pid: number): number {
  const all = readProcesses();
  return treeOf(pid, all).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND;
}

/** Resident bytes of the process and all below it; memory that they share counts for each. */
export function residentBytes(pid: number): number {
  return processTree(pid).reduce((sum, each) => sum + ownResidentBytes(each), 0);
}

/** The process and all below it. */
export function processTree(pid: number): number[] {
  return treeOf(pid, readProcesses()).map((process) => process.pid);
}

/** Resident bytes of the process alone; 0 where it has ended. */
export function ownResidentBytes(pid: number): number {
  const text = readOf(pid, 'status');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}

/** Its command line, words parted by NUL; empty where it has ended. */
export function commandLine(pid: number): string {
  return readOf(pid, 'cmdline');
}

interface ProcessStat {
  pid: number;
  parent: number;
  ticks: number;
}

function treeOf(pid: number, all: readonly ProcessStat[]): ProcessStat[] {
  const own = all.filter((process) => process.pid === pid);
  const children = all.filter(({ parent }) => parent === pid);
  return [...own, ...children.flatMap((child) => treeOf(child.pid, all))];
}

function readProcesses(): ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(readStat);
}

/** Fields 4 (parent) and 14 to 17 (own time, and that of children waited for) of proc(5). */
function readStat(pid: string): ProcessStat[] {
  const text = readOf(Number(pid), 'stat');
  if (text === '') return [];
  // The name, in parentheses, may hold anything.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0);
  return [{ pid: Number(pid), parent: fields[1] ?? 0, ticks }];
}

/** Empty where the process has ended meanwhile. */
function readOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
