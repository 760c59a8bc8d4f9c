/** Whether the browser empties a search field at this Escape, which then does nothing else. */
export function emptiesField({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLInputElement && target.type === 'search' && target.value !== '';
}
