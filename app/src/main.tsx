import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { begin } from './state/person';
import { loadMeta } from './state/meta';
import './state/live';
import './state/theme';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/body.css';
import './styles/pages.css';

void loadMeta().catch(() => undefined);
void begin();
const root = document.getElementById('root');
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
