/** Shows what is measured now: on a terminal in one line that is rewritten, else line by line. */
export function createProgress(stream: NodeJS.WriteStream) {
  let last = '';
  return {
    show(what: string, detail = ''): void {
      if (stream.isTTY) stream.write(`\r\x1b[K${what}${detail} …`);
      else if (what !== last) stream.write(`${what} …\n`);
      last = what;
    },
    clear(): void {
      if (stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}
