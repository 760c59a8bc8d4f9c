import list from 'virtual:emoji';
import { toEmoji } from './find-emoji.ts';

/** All emoji. It is a file of its own, which is loaded when somebody looks for one. */
export const emoji = list.map(toEmoji);
