import { EventEmitter } from 'node:events';
import type { Machine } from '../recorder.ts';

/** Electron's `powerMonitor`: a test emits `suspend`, `resume` and the rest on it. */
export class PowerMonitor extends EventEmitter {
  #machine: Machine;
  readonly onBatteryPower = false;

  constructor(machine: Machine) {
    super();
    this.#machine = machine;
  }
  getSystemIdleTime(): number {
    return this.#machine.idleSeconds;
  }
  getSystemIdleState(threshold: number): 'active' | 'idle' | 'locked' {
    if (this.#machine.isLocked) return 'locked';
    return this.#machine.idleSeconds >= threshold ? 'idle' : 'active';
  }
  isOnBatteryPower(): boolean {
    return false;
  }
}
