import styles from './log-in-page.module.css';

/** Islands at dusk behind the log-in: drawn here, so that nothing is fetched before somebody is logged in. */
export const Seascape = () => (
  <svg className={styles['sea']} viewBox="0 0 1200 800" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
    <circle className={styles['sun']} cx="820" cy="430" r="92" />
    <path className={styles['far']} d="M0 520h90l60-46 44 22 70-58 92 66 40 16h804v280H0z" />
    <path
      className={styles['middle']}
      d="M640 560h70l34-62 30-20 36-72 26-10 44 66 30-16 58 70 40 26 26 18h166v240H640z"
    />
    <path className={styles['near']} d="M60 606h76l44-38 42 8 52-52 34 8 52 52 40 12 30 10h120v194H60z" />
    <g className={styles['waves']}>
      <rect x="0" y="596" width="1200" height="204" />
      <path d="M0 640c50 0 50 9 100 9s50-9 100-9 50 9 100 9 50-9 100-9 50 9 100 9 50-9 100-9 50 9 100 9 50-9 100-9 50 9 100 9 50-9 100-9 50 9 100 9 50-9 100-9" />
      <path d="M0 690c50 0 50 9 100 9s50-9 100-9 50 9 100 9 50-9 100-9 50 9 100 9 50-9 100-9 50 9 100 9 50-9 100-9 50 9 100 9 50-9 100-9 50 9 100 9 50-9 100-9" />
      <path d="M0 744c50 0 50 9 100 9s50-9 100-9 50 9 100 9 50-9 100-9 50 9 100 9 50-9 100-9 50 9 100 9 50-9 100-9 50 9 100 9 50-9 100-9 50 9 100 9 50-9 100-9" />
    </g>
  </svg>
);
