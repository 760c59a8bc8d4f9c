import path from 'node:path';
import { app } from 'electron';

/** The folders of the files beside the program: in the installation, or in the checkout. */
export const RESOURCES = app.isPackaged
  ? {
      folder: process.resourcesPath,
      icons: path.join(process.resourcesPath, 'tray'),
      dictionaries: path.join(process.resourcesPath, 'dictionaries'),
    }
  : {
      folder: path.join(import.meta.dirname, '../../desktop'),
      icons: path.join(import.meta.dirname, '../../desktop/packaging/tray'),
      dictionaries: path.join(import.meta.dirname, '../../desktop/packaging/dictionaries'),
    };
