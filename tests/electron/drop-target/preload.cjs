const { ipcRenderer, webUtils } = require('electron');

addEventListener('dragover', (event) => {
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
});
addEventListener('drop', (event) => {
  event.preventDefault();
  ipcRenderer.send('dropped', [...event.dataTransfer.files].map(webUtils.getPathForFile));
});
