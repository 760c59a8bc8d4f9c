// Before the first paint, so that whoever has chosen a theme does not see the other one flash.
for (const name of ['theme', 'density']) {
  document.documentElement.dataset[name] = (
    localStorage.getItem(`workspace.${name}`) ?? ''
  ).replaceAll('"', '');
}
