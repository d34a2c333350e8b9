/// How a page looks: by day and by night, on paper, and on a telephone. Colours never tell alone; the words are there too.
enum PageStyle {
  static let sheet = """
    :root {
      color-scheme: light dark;
      --ground: #ffffff; --card: #f5f6f8; --text: #1b1d21; --faint: #565c66; --line: #c9ced6;
      --good: #00633f; --doubtful: #8a5200; --bad: #a3001b;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #15171a; --card: #1f2227; --text: #e8eaee; --faint: #a9b0bb; --line: #3d434c;
        --good: #5fd3a2; --doubtful: #f2b661; --bad: #ff8a94;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--ground); color: var(--text);
      font: 1rem/1.5 system-ui, 'DejaVu Sans', Verdana, Arial, sans-serif; overflow-wrap: anywhere;
    }
    h1 { font-size: 1.6rem; line-height: 1.2; margin: 0.5rem 0; }
    h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; border-bottom: 1px solid var(--line); }
    p { margin: 0.3rem 0; }
    .faint, caption { color: var(--faint); }
    .good { color: var(--good); }
    .doubtful { color: var(--doubtful); }
    .bad { color: var(--bad); font-weight: 600; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: 0.95rem; }
    caption { text-align: left; padding-bottom: 0.3rem; }
    th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.6rem; border: 1px solid var(--line); overflow-wrap: break-word; }
    thead th { background: var(--card); }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; margin: 0.5rem 0; }
    dt { color: var(--faint); }
    dd { margin: 0; }
    li { margin: 0.3rem 0; }
    figure { margin: 0.8rem 0; background: #ffffff; border: 1px solid var(--line); }
    figure svg { display: block; }
    @media (max-width: 40rem) {
      body { padding: 0.6rem; }
      dl { grid-template-columns: 1fr; }
      dt { margin-top: 0.4rem; }
    }
    @media print {
      :root { --ground: #ffffff; --card: #f0f0f0; --text: #000000; --faint: #444444; --line: #888888;
        --good: #00633f; --doubtful: #8a5200; --bad: #a3001b; }
      body { max-width: none; padding: 0; font-size: 10pt; }
      .wide { overflow: visible; }
      figure svg { width: 100%; height: auto; }
      tr, li, figure { break-inside: avoid; }
      h2 { break-after: avoid; }
    }
    """
}
