import { createRoot } from 'react-dom/client';

const place = document.getElementById('console');
if (place) createRoot(place).render(<h1>Skerry</h1>);
