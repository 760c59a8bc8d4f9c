import { isIPv6 } from 'node:net';
import { Problem } from '../../http/problem.ts';

/** ONE_USER_PER_ADDRESS: `ipv4` takes sign-ins over IPv4 alone. */
export type AddressRule = 'on' | 'ipv4' | 'off';

/**
 * The address that a seat takes besides its device; null where none is counted. A workstation has as
 * many IPv6 addresses as it wants, so counting one stops nobody who uses another.
 *
 * @param address the client's, as `clientOrigin` spells it
 * @throws Problem `ipv4-only`
 */
export function seatAddress(rule: AddressRule, address: string): string | null {
  if (rule === 'off') return null;
  // Both are this machine.
  if (address === '::1') return '127.0.0.1';
  if (rule === 'ipv4' && isIPv6(address)) {
    throw new Problem(
      'ipv4-only',
      'This server tells workstations apart by their IPv4 address. Connect by an IPv4 address of the server.',
    );
  }
  return address;
}
