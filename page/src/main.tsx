import './page.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { authorize } from './api';
import { takeToken } from './location';
import { Page } from './Page';

const token = takeToken();
if (token) authorize(`Bearer ${token}`);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
