import type { Fault, FaultCode } from '../../bridge.ts';

/** The server gave no answer of its own; `fault` says why. */
export class Unreachable extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.error);
    this.fault = fault;
  }
}

/** Tells each fault, and once that there is none any more. */
export function createFaults(tell: (fault: Fault | undefined) => void) {
  let isFaulty = false;
  return {
    note(fault: Fault | undefined): void {
      if (fault !== undefined || isFaulty) tell(fault);
      isFaulty = fault !== undefined;
    },
  };
}

/** By Chromium's names of its errors (net/base/net_error_list.h), without `net::`. */
const CODES: [RegExp, FaultCode][] = [
  [/^ERR_CERT_DATE_INVALID/, 'expired-certificate'],
  [/^ERR_CERT_COMMON_NAME_INVALID/, 'certificate-of-another'],
  [/CLIENT_AUTH/, 'client-certificate-wanted'],
  [/^ERR_CERT_/, 'untrusted-certificate'],
  [/PROXY|^ERR_TUNNEL|^ERR_PAC_|^ERR_SOCKS/, 'proxy-unreachable'],
  [/^ERR_NAME_/, 'name-not-found'],
];

export function codeOf(error: string): FaultCode {
  return CODES.find(([pattern]) => pattern.test(error))?.[1] ?? 'unreachable';
}
