import { userInfo } from 'node:os';

/** The user of this process, for people; a number where the machine has no name for it, as in a container. */
export function ownUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.());
  }
}
