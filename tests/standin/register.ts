import { registerHooks } from 'node:module';

const standin = new URL('./module.ts', import.meta.url).href;

/** From now on `electron` is the stand-in, whether it is imported or required. */
export function registerStandin(): void {
  registerHooks({
    resolve(specifier, context, next) {
      return /^electron(\/(main|common))?$/.test(specifier)
        ? { url: standin, format: 'module-typescript', shortCircuit: true }
        : next(specifier, context);
    },
  });
}
