import { start } from '../actions/index.js';
await start('post-preview-comment');
