extension Page {
  /// The look of every page: colours of the screen's scheme, and one column that fits any width.
  static let style = """
    :root {
      --ground: #ffffff; --ink: #1a1d21; --muted: #5a616a; --line: #e3e6ea; --panel: #f6f7f9;
      --holds: #00734f; --fails: #b3420a; --open: #5a616a; --accent: #0072b2;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #14171b; --ink: #eceef0; --muted: #a3aab3; --line: #2a2f36; --panel: #1b1f25;
        --holds: #3ecf9d; --fails: #ff9a5c; --open: #a3aab3; --accent: #56b4e9;
      }
      .on-light { display: none; }
    }
    @media not (prefers-color-scheme: dark) { .on-dark { display: none; } }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--ground); color: var(--ink);
      font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial,
        "Liberation Sans", sans-serif;
    }
    main { max-width: 1000px; margin: 0 auto; padding: 40px 20px 64px; }
    .kicker { margin: 0; color: var(--accent); font: 600 14px/1.4 ui-monospace, Menlo, monospace; }
    h1 { margin: 6px 0 14px; font-size: 32px; line-height: 1.2; letter-spacing: -0.01em; }
    h2 { margin: 44px 0 10px; font-size: 21px; }
    .lead { max-width: 46em; margin: 0; font-size: 17px; }
    .muted, figcaption, footer { color: var(--muted); font-size: 14.5px; }
    .muted, figcaption { max-width: 56em; }
    .numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px;
      margin: 28px 0; }
    .numbers div { padding: 14px 16px; border-radius: 8px; background: var(--panel); }
    .numbers dt { font-size: 30px; font-weight: 650; font-variant-numeric: tabular-nums; }
    .numbers dd { margin: 2px 0 0; color: var(--muted); font-size: 14px; line-height: 1.4; }
    .conclusion { padding: 2px 18px; border-left: 3px solid var(--accent); }
    .conclusion p { max-width: 52em; margin: 8px 0; }
    figure { margin: 32px 0 0; }
    .picture svg { display: block; width: 100%; height: auto; }
    .picture { border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
    figcaption { margin-top: 10px; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14.5px; }
    th, td { padding: 5px 14px 5px 0; text-align: right; white-space: nowrap;
      border-bottom: 1px solid var(--line); }
    th:first-child { text-align: left; }
    thead th { color: var(--muted); font-weight: 600; }
    tbody th { font-weight: 400; }
    footer { margin-top: 48px; padding-top: 14px; border-top: 1px solid var(--line); }
    a { color: var(--accent); }
    code { font-family: ui-monospace, Menlo, monospace; font-size: 0.92em; }
    .facts { margin: 12px 0 0; font-size: 14.5px; font-variant-numeric: tabular-nums; }
    .facts div { display: grid; grid-template-columns: 320px 1fr; gap: 2px 18px; padding: 5px 0;
      border-bottom: 1px solid var(--line); }
    .facts dt { color: var(--muted); }
    .facts dd { margin: 0; overflow-wrap: anywhere; }
    @media not (max-width: 640px) { .on-narrow { display: none; } }
    .advice { list-style: none; margin: 12px 0 0; padding: 0; }
    .advice li { display: grid; grid-template-columns: minmax(180px, max-content) 1fr; gap: 6px 18px;
      padding: 10px 0; border-top: 1px solid var(--line); }
    .advice code { color: var(--accent); font-weight: 600; }
    .advice span { max-width: 46em; }
    details { margin-top: 14px; border: 1px solid var(--line); border-radius: 8px; }
    summary { padding: 10px 16px; cursor: pointer; color: var(--muted); font-size: 14.5px; }
    pre { margin: 0; padding: 4px 16px 14px; overflow-x: auto; font-size: 13.5px; line-height: 1.5;
      font-family: ui-monospace, Menlo, monospace; }
    @media (max-width: 640px) {
      main { padding: 24px 16px 48px; }
      h1 { font-size: 26px; }
      h2 { margin-top: 34px; }
      .numbers { grid-template-columns: 1fr 1fr; }
      .numbers dt { font-size: 24px; }
      .on-wide { display: none; }
      .facts div { grid-template-columns: 2fr 3fr; }
      .advice li { grid-template-columns: 1fr; }
    }
    """
}
