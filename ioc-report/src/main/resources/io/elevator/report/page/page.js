'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const main = document.getElementById('main');
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const narrow = window.matchMedia('(max-width: 640px)');
  const LIGHT = ['#0b63b6', '#d1570a', '#0f8a5f', '#a8327e', '#7a6a00', '#5b4bc4', '#b3261e', '#3d7f8c'];
  const DARK = ['#6db3f2', '#f2a35e', '#57cfa0', '#ee8fcb', '#d9c75a', '#aaa0f5', '#ff8b82', '#84cbd8'];
  let charts = [];

  // ---- figures in words
  const time = ns => ns < 1e3 ? `${Math.round(ns)} ns`
    : ns < 1e6 ? `${short(ns / 1e3)} µs` : ns < 1e9 ? `${short(ns / 1e6)} ms` : `${short(ns / 1e9)} s`;
  const short = v => v >= 100 ? v.toFixed(0) : v >= 10 ? v.toFixed(1) : v.toFixed(2);
  const bytes = b => b >= 1e9 ? `${short(b / 1e9)} GB` : b >= 1e6 ? `${short(b / 1e6)} MB` : b >= 1e3 ? `${short(b / 1e3)} kB` : `${Math.round(b)} B`;
  const count = n => n >= 1e6 ? `${short(n / 1e6)}M` : n >= 1e4 ? `${short(n / 1e3)}k` : `${Math.round(n)}`;
  const percent = p => `${(100 * p).toFixed(1)} %`;
  // In drawn text braces and bars are markup of the chart library.
  const drawn = text => String(text).replace(/[{}|]/g, c => c === '{' ? '(' : c === '}' ? ')' : '¦');
  const at = (lat, p) => { const found = lat.percentiles.find(each => each[0] === p); return found ? found[1] : null; };

  // ---- pieces of the page
  /** A text in lines of at most some 50 characters. */
  const folded = text => text.match(/\S.{0,49}(?=\s|$)|\S{50}/g) || [];
  function el(tag, attributes, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([key, value]) => { made.setAttribute(key, value); });
    children.flat().forEach(child => made.append(child));
    return made;
  }
  function section(id, title, about) {
    main.append(el('h2', { id }, title));
    if (about) main.append(el('p', { class: 'about' }, about));
    const grid = el('div', { class: 'grid' });
    main.append(grid);
    return grid;
  }
  const look = () => dark.matches
    ? { palette: DARK, ink: '#e7ecf2', soft: '#9aa8b8', line: '#2b3644', card: '#18202a' }
    : { palette: LIGHT, ink: '#1b2430', soft: '#5a6675', line: '#dfe4ea', card: '#ffffff' };
  function card(grid, title, option, tall, height) {
    const box = el('div', { class: tall ? 'chart tall' : 'chart', role: 'img', 'aria-label': title });
    if (height) box.style.height = `${height}px`;
    const made = el('div', { class: 'card' }, el('h3', {}, title), box);
    grid.append(made);
    const chart = echarts.init(box, null, { renderer: 'canvas' });
    chart.setOption(option);
    charts.push(chart);
    return made;
  }
  function base(style) {
    return {
      animation: false,
      color: style.palette,
      textStyle: { color: style.ink, fontFamily: 'system-ui, sans-serif' },
      grid: { left: 12, right: 18, top: 42, bottom: 8, containLabel: true },
      legend: { type: 'scroll', top: 4, left: 0, textStyle: { color: style.ink }, pageTextStyle: { color: style.soft }, pageIconColor: style.soft },
      // Drawn, not HTML: a name in a tooltip is text whatever it holds.
      tooltip: { renderMode: 'richText', confine: true, backgroundColor: style.card, borderColor: style.line, textStyle: { color: style.ink } }
    };
  }
  function axis(style, more) {
    return Object.assign({
      nameTextStyle: { color: style.soft }, axisLabel: { color: style.soft, hideOverlap: true },
      axisLine: { lineStyle: { color: style.line } }, splitLine: { lineStyle: { color: style.line } }
    }, more);
  }

  // ---- a comparison
  const cases = () => data.cases;
  const taskNames = () => data.cases[0].tasks.map(task => task.name);

  function header() {
    document.title = data.title + ' – ioc';
    main.append(el('h1', {}, data.title));
    const drives = [...new Set((data.cases || []).map(each => each.driver))].join(', ');
    main.append(el('p', { class: 'meta' },
      [drives && `drive ${drives}`, data.virtual_time ? 'simulated: the same every time' : 'measured on real drives', `seed ${data.seed}`,
        data.cases && data.cases[0].rounds.length > 1 && `${data.cases[0].rounds.length} rounds`, `ioc ${data.version}`,
        data.interrupted && 'ended before its time'].filter(Boolean).join(' · ')));
  }

  function table() {
    const spread = cases().some(each => each.rounds.length > 1);
    const cpu = cases().some(each => each.total.cpu_ns_per_io !== undefined);
    const due = cases().some(each => each.tasks.some(task => task.due_share !== undefined));
    const columns = [
      ['IOPS', s => s.iops, count, 1], ['bandwidth', s => s.bw_bytes, v => bytes(v) + '/s', 1],
      spread && ['spread', s => s.bw_spread, v => '± ' + percent(v), 0],
      ['p50', s => at(s.lat_ns, 50), time, -1], ['p99', s => at(s.lat_ns, 99), time, -1], ['p99.9', s => at(s.lat_ns, 99.9), time, -1],
      ['share', s => s.share, percent, 0], due && ['due', s => s.due_share, percent, 0],
      ['in queue', s => s.queue_ns.mean, time, 0], ['in drive', s => s.device_ns.mean, time, 0],
      cpu && ['CPU/IO', s => s.cpu_ns_per_io, time, -1]
    ].filter(Boolean);
    const head = el('tr', {}, el('th', { class: 'text' }, 'elevator'), el('th', { class: 'text' }, 'task'),
      columns.map(column => el('th', {}, column[0])));
    const body = el('tbody');
    const several = taskNames().length > 1;
    const rows = each => (several ? [['all', each.total]] : []).concat(each.tasks.map(task => [task.name, task]));
    const best = {};
    cases().forEach(each => rows(each).forEach(([name, figures], row) => columns.forEach((column, c) => {
      const value = column[1](figures);
      if (column[3] && value !== null && value !== undefined) {
        const key = row + '/' + c;
        const better = best[key] === undefined || column[3] * value > column[3] * best[key];
        if (better) best[key] = value;
      }
    })));
    cases().forEach(each => rows(each).forEach(([name, figures], row) => {
      body.append(el('tr', row === 0 ? { class: 'first' } : {},
        el('td', { class: 'text case' }, row === 0 ? each.label : ''), el('td', { class: 'text' }, name),
        columns.map((column, c) => {
          const value = column[1](figures);
          const none = value === null || value === undefined;
          const top = cases().length > 1 && column[3] && !none && value === best[row + '/' + c];
          return el('td', top ? { class: 'best' } : {}, none ? '–' : column[2](value));
        })));
    }));
    main.append(el('div', { class: 'scroll' }, el('table', {}, el('thead', {}, head), body)));
    if (data.notes.length) main.append(el('ul', { class: 'notes' }, data.notes.map(note => el('li', {}, note))));
  }

  function latencies(style) {
    const grid = section('latency', 'Latency', 'How long I/Os took, by percentile. The right end of a line is what a user feels on a bad day. Time is on a logarithmic scale.');
    const shown = [1, 10, 50, 90, 99, 99.9, 99.99, 100];
    taskNames().forEach((name, index) => card(grid, name, Object.assign(base(style), {
      xAxis: axis(style, { type: 'category', data: shown.map(p => p === 100 ? 'max' : 'p' + p), boundaryGap: false, splitLine: { show: false } }),
      yAxis: axis(style, { type: 'log', axisLabel: { color: style.soft, formatter: time } }),
      tooltip: Object.assign(base(style).tooltip, { trigger: 'axis', valueFormatter: v => v === undefined || v === null ? '–' : time(v) }),
      series: cases().map(each => ({
        name: drawn(each.label), type: 'line', symbolSize: 6, lineStyle: { width: 2.5 },
        data: shown.map(p => { const v = at(each.tasks[index].lat_ns, p); return v ? v : null; })
      }))
    })));
  }

  function shares(style) {
    const grid = section('share', 'Who gets how much', 'The bytes of each task as a part of all. Where weights settle what tasks are due, the top bar shows it.');
    const due = cases()[0].tasks.every(task => task.due_share !== undefined);
    const names = (due ? ['due by weight'] : []).concat(cases().map(each => drawn(each.label)));
    card(grid, 'Share of bytes', Object.assign(base(style), {
      xAxis: axis(style, { type: 'value', max: 1, axisLabel: { color: style.soft, formatter: v => `${Math.round(100 * v)} %` } }),
      yAxis: axis(style, { type: 'category', data: names, inverse: true, axisLabel: { color: style.ink } }),
      tooltip: Object.assign(base(style).tooltip, { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: percent }),
      series: taskNames().map((name, index) => ({
        name: drawn(name), type: 'bar', stack: 'all', barMaxWidth: 34,
        data: (due ? [{ value: cases()[0].tasks[index].due_share, itemStyle: { opacity: 0.55 } }] : []).concat(cases().map(each => each.tasks[index].share)),
        label: { show: true, color: dark.matches ? '#10151c' : '#ffffff', formatter: p => p.value >= 0.07 ? percent(p.value) : '' }
      }))
    }));
    const wide = cases().flatMap(each => taskNames().map((name, index) => ({ label: drawn(`${each.label} · ${name}`), figures: each.tasks[index] })));
    card(grid, 'Mean time of an I/O: in the queue, in the drive', Object.assign(base(style), {
      xAxis: axis(style, { type: 'value', axisLabel: { color: style.soft, formatter: v => v === 0 ? '0' : time(v), hideOverlap: true } }),
      yAxis: axis(style, { type: 'category', inverse: true, data: wide.map(each => each.label), axisLabel: { color: style.ink, interval: 0, width: 150, overflow: 'truncate' } }),
      tooltip: Object.assign(base(style).tooltip, { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: time }),
      series: [['in the queue', 'queue_ns'], ['in the drive', 'device_ns']].map(([name, key]) => ({
        name, type: 'bar', stack: 'time', barMaxWidth: 20, data: wide.map(each => each.figures[key].mean) }))
    }));
  }

  function bandwidths(style) {
    const grid = section('bandwidth', 'Bandwidth over time', 'The same scale for all, so that the charts can be compared.');
    let top = 0;
    const series = cases().map(each => each.tasks.map(task => {
      const seconds = task.bandwidth_over_time.bin_ns / 1e9;
      return task.bandwidth_over_time.bytes.map((b, i) => { const rate = b / seconds; top = Math.max(top, rate); return [i * seconds, rate]; });
    }));
    cases().forEach((each, index) => card(grid, each.label, Object.assign(base(style), {
      xAxis: axis(style, { type: 'value', max: 'dataMax', axisLabel: { color: style.soft, formatter: v => `${+v.toFixed(3)} s` }, splitLine: { show: false } }),
      yAxis: axis(style, { type: 'value', max: top * 1.05, axisLabel: { color: style.soft, formatter: v => bytes(v) + '/s', showMaxLabel: false } }),
      tooltip: Object.assign(base(style).tooltip, { trigger: 'axis', valueFormatter: v => bytes(v) + '/s' }),
      series: each.tasks.map((task, t) => ({
        name: drawn(task.name), type: 'line', showSymbol: false, lineStyle: { width: 1.6 }, areaStyle: { opacity: 0.12 }, data: series[index][t] }))
    })));
  }

  function timelines(style) {
    const grid = section('dispatches', 'Dispatches', 'Each dot is an I/O handed to the drive: when, and to which sector. On a disk, vertical distance is the way of the head. Drag the bar to look closer.');
    let last = 0;
    cases().forEach(each => each.tasks.forEach(task => task.dispatches.sector.forEach(s => { last = Math.max(last, s); })));
    cases().forEach(each => card(grid, each.label, Object.assign(base(style), {
      grid: { left: 12, right: 18, top: 42, bottom: 44, containLabel: true },
      xAxis: axis(style, { type: 'value', max: 'dataMax', axisLabel: { color: style.soft, formatter: v => `${+v.toFixed(4)} s` }, splitLine: { show: false } }),
      yAxis: axis(style, { type: 'value', max: last, axisLabel: { color: style.soft, formatter: v => bytes(v * 512), showMaxLabel: false } }),
      dataZoom: [{ type: 'slider', height: 18, bottom: 8, borderColor: style.line, textStyle: { color: style.soft } }, { type: 'inside', zoomOnMouseWheel: 'ctrl' }],
      tooltip: Object.assign(base(style).tooltip, { formatter: p => `${p.seriesName}\n${p.value[0].toFixed(6)} s\nsector ${p.value[1]}` }),
      series: each.tasks.map(task => ({
        name: drawn(task.name), type: 'scatter', symbolSize: 3.5, itemStyle: { opacity: 0.75 },
        data: task.dispatches.us.map((us, i) => [us / 1e6, task.dispatches.sector[i]]) }))
    }), true));
    const strides = cases().flatMap(each => each.tasks.map(task => task.dispatches.one_in));
    if (Math.max(...strides) > 1) main.append(el('p', { class: 'about' }, `Of long runs every nth I/O of a task is shown, here up to one in ${Math.max(...strides)}.`));
  }

  function widest(lines, fontSize) {
    const context = el('canvas').getContext('2d');
    context.font = `${fontSize}px system-ui, sans-serif`;
    return Math.max(...lines.map(line => context.measureText(line).width));
  }

  // A lane for each kind of decision: how often over time, and single ones in the colours of their tasks.
  function decisionLanes(style) {
    const told = cases().filter(each => each.decisions_over_time);
    if (!told.length) return;
    const grid = section('decisions-over-time', 'When the elevators decided what', 'A lane for each kind of decision. The height of the grey is how often it was taken, measured by the lane\'s own busiest moment; a stroke is a single one, in the colour of the task that it is about, with its figure where there are few. Drag the bar to look closer; under each chart stands what its lanes mean.');
    grid.classList.add('full');
    const names = taskNames();
    told.forEach(each => {
      const timeline = each.decisions_over_time;
      const kinds = timeline.kinds;
      const label = kind => kind.reason ? `${kind.decision} · ${kind.reason}`.replaceAll('_', ' ') : kind.decision;
      const bin = timeline.bin_ns / 1e9;
      const from = timeline.from_ns / 1e9;
      const bars = kinds.flatMap((kind, lane) => {
        const most = Math.max(...kind.counts);
        return kind.counts.map((n, i) => [Math.max(from + i * bin, 0), Math.max(from + (i + 1) * bin, 0), lane, n, n / most]).filter(bar => bar[3]);
      });
      const who = [...new Set(kinds.flatMap(kind => kind.task))].sort((a, b) => (a < 0) - (b < 0) || a - b);
      // Clones have numbers on this page, and none in the block layer.
      const color = task => { const index = names.findIndex(name => name === task || name.startsWith(task + ' ')); return index < 0 ? style.ink : style.palette[index % style.palette.length]; };
      const strokes = who.map(task => ({
        name: task < 0 ? 'no task in particular' : timeline.tasks[task], color: task < 0 ? style.ink : color(timeline.tasks[task]),
        data: kinds.flatMap((kind, lane) => kind.us.map((us, i) => [Math.max(us / 1e6, 0), lane, kind.value[i], kind.task[i]]).filter(at => at[3] === task)) }));
      const end = Math.max(each.runtime_ns / 1e9, ...strokes.flatMap(each => each.data.map(at => at[0])));
      const words = (kind, ...lines) => [label(kind), ...lines, ...folded(kind.meaning || '')].filter(Boolean).map(drawn).join('\n');
      const lane = narrow.matches ? 32 : 26;
      const fontSize = narrow.matches ? 10 : 12;
      const lines = kinds.map(label).flatMap(each => narrow.matches ? each.split(' · ') : [each]);
      const made = card(grid, each.label, Object.assign(base(style), {
        grid: { left: Math.ceil(widest(lines, fontSize)) + 12, right: 18, top: 42, bottom: 66 },
        xAxis: axis(style, { type: 'value', min: 0, max: end, axisLabel: { color: style.soft, hideOverlap: true, showMaxLabel: false, formatter: v => `${+v.toFixed(4)} s` }, splitLine: { show: false } }),
        yAxis: axis(style, { type: 'category', inverse: true, data: kinds.map(kind => drawn(label(kind))), splitLine: { show: true, lineStyle: { color: style.line } }, axisTick: { show: false },
          axisLabel: { color: style.ink, interval: 0, fontSize, lineHeight: 12, formatter: narrow.matches ? v => v.replace(' · ', '\n') : null } }),
        dataZoom: [{ type: 'slider', height: 18, bottom: 8, borderColor: style.line, textStyle: { color: style.soft }, filterMode: 'weakFilter', showDataShadow: false },
          { type: 'inside', zoomOnMouseWheel: 'ctrl', filterMode: 'weakFilter' }],
        tooltip: Object.assign(base(style).tooltip, { formatter: p => {
          if (p.seriesType === 'custom') {
            const kind = kinds[p.value[2]];
            return words(kind, `${count(p.value[3])} times, ${(+p.value[0].toFixed(4))} s to ${(+p.value[1].toFixed(4))} s`);
          }
          const kind = kinds[p.value[1]];
          return words(kind, `${p.seriesName}, ${p.value[0].toFixed(6)} s`, kind.figure ? `${p.value[2]} ${kind.figure}` : '');
        } }),
        series: [{
          name: 'how often', type: 'custom', color: style.soft, encode: { x: [0, 1], y: 2 }, data: bars, clip: true,
          renderItem: (params, api) => {
            const [left, middle] = api.coord([api.value(0), api.value(2)]);
            const right = api.coord([api.value(1), api.value(2)])[0];
            const band = api.size([0, 1])[1];
            const height = Math.max(2, api.value(4) * band * 0.86);
            return { type: 'rect', shape: { x: left, y: middle + band / 2 - height, width: Math.max(right - left, 1), height }, style: { fill: style.soft, opacity: 0.4 } };
          }
        }].concat(strokes.map(each => ({
          name: drawn(each.name), type: 'scatter', color: each.color, symbol: 'rect', symbolSize: [2, 11], itemStyle: { opacity: 0.85 }, data: each.data.map(at => at[0] > 0.9 * end ? { value: at, label: { position: 'left' } } : at),
          // Of what is rare, the figure as well.
          label: { show: true, position: 'right', distance: 3, fontSize: 10, color: style.soft, formatter: p => { const kind = kinds[p.value[1]]; return kind.total <= 8 && kind.figure ? count(p.value[2]) : ''; } },
          labelLayout: { hideOverlap: true } })))
      }), true, 108 + lane * kinds.length);
      made.append(el('dl', { class: 'kinds' }, kinds.map(kind => el('div', {},
        el('dt', {}, label(kind), ' ', el('span', {}, `× ${count(kind.total)}`)),
        el('dd', {}, kind.meaning || 'The elevator does not say what this means.')))));
    });
    const silent = cases().filter(each => !each.decisions_over_time).map(each => each.label);
    if (silent.length) main.append(el('p', { class: 'about below' }, `Nothing was told by: ${silent.join(', ')}.`));
    const strides = told.flatMap(each => each.decisions_over_time.kinds.map(kind => kind.one_in));
    if (Math.max(...strides) > 1) main.append(el('p', { class: 'about below' }, `Of kinds that come often every nth has a stroke, here up to one in ${Math.max(...strides)}; the grey counts all.`));
  }

  function decisions(style) {
    const some = cases().filter(each => Object.keys(each.decisions).length);
    if (!some.length) return;
    const grid = section('decisions', 'What the elevators decided in all', 'Counted by the elevators themselves; the names are those of their statistics, explained on each elevator\'s page.');
    some.forEach(each => {
      const entries = Object.entries(each.decisions).sort((a, b) => b[1] - a[1]).slice(0, 14);
      card(grid, each.label, Object.assign(base(style), {
        legend: { show: false }, grid: { left: Math.ceil(widest(entries.map(e => e[0]), 12)) + 12, right: 60, top: 8, bottom: 28 },
        xAxis: axis(style, { type: 'log', logBase: 10, min: 0.5, axisLabel: { color: style.soft, hideOverlap: true, formatter: v => v < 1 ? '' : count(v) } }),
        yAxis: axis(style, { type: 'category', inverse: true, data: entries.map(e => drawn(e[0].replaceAll('_', ' '))), axisLabel: { color: style.ink, interval: 0 } }),
        tooltip: Object.assign(base(style).tooltip, {}),
        series: [{ type: 'bar', barMaxWidth: 16, itemStyle: { color: style.palette[cases().indexOf(each) % style.palette.length] }, data: entries.map(e => e[1]),
          label: { show: true, position: 'right', color: style.soft, formatter: p => count(p.value) } }]
      }), true);
    });
  }

  // ---- a sweep
  function sweep(style) {
    const metrics = [['bandwidth', f => f.bw_bytes, v => bytes(v) + '/s'], ['IOPS', f => f.iops, count],
      ['p50', f => at(f.lat_ns, 50), time], ['p99', f => at(f.lat_ns, 99), time], ['p99.9', f => at(f.lat_ns, 99.9), time], ['share of bytes', f => f.share, percent]];
    const axes = data.axes;
    const first = axes.reduce((a, b) => (b.values.length > a.values.length && !['elevator', 'driver', 'seed'].includes(b.name) ? b : a));
    const others = axes.filter(each => each !== first);
    const key = point => others.map(o => `${o.name}=${point.at[o.name] ?? '–'}`).join(', ') || 'all';
    const lines = [...new Set(data.points.map(key))];
    const rowsOf = ['all'].concat(data.points[0].tasks.length > 1 ? data.points[0].tasks.map(task => task.name) : []);
    rowsOf.forEach((name, row) => {
      const grid = section('task-' + row, name === 'all' ? 'All tasks' : name, row === 0 ? `Against ${first.name}; a line for each of the other values.` : '');
      metrics.filter(metric => !(row === 0 && metric[0] === 'share of bytes')).forEach(metric => card(grid, metric[0], Object.assign(base(style), {
        xAxis: axis(style, { type: 'category', data: first.values.map(drawn), name: drawn(first.name), nameLocation: 'middle', nameGap: 26, splitLine: { show: false } }),
        grid: { left: 12, right: 18, top: 42, bottom: 26, containLabel: true },
        yAxis: axis(style, { type: 'value', min: 0, axisLabel: { color: style.soft, formatter: metric[2] } }),
        tooltip: Object.assign(base(style).tooltip, { trigger: 'axis', valueFormatter: v => v === null || v === undefined ? '–' : metric[2](v) }),
        series: lines.map(line => ({
          name: drawn(line), type: first.values.length > 1 ? 'line' : 'bar', symbolSize: 7, barMaxWidth: 30, connectNulls: false,
          data: first.values.map(value => {
            const point = data.points.find(p => key(p) === line && p.at[first.name] === value);
            return point ? metric[1](row === 0 ? point.total : point.tasks[row - 1]) : null;
          }) }))
      })));
    });
  }

  const TERMS = {
    compare: [
      ['IOPS', 'I/Os that ended, a second.'],
      ['p50, p99, p99.9', 'Half, 99 in 100, 999 in 1000 of all I/Os took no longer, from submission to the end. p50 is the usual case, p99.9 the rare bad one.'],
      ['in queue', 'From submission until the drive took the I/O: where an elevator lets it wait.'],
      ['in drive', 'From there to its end: the drive\'s own work, and waiting inside it.'],
      ['share, due', 'The bytes of a task as a part of all, and the part that its weight entitles it to among tasks of its class.'],
      ['weight', 'That of the task\'s group; outside of groups ten for each priority level, counted from the lowest.'],
      ['spread', 'Standard deviation of the bandwidth over the rounds, as a part of the mean.'],
      ['CPU/IO', 'Processor time of the whole process for each I/O; left out where time is simulated.'],
      ['dispatch', 'An elevator hands a request to the drive.'],
      ['task', 'A job of the job file, or a stream of a trace, with an I/O context of its own.'],
      ['elevator', 'What orders requests in front of the drive: an I/O scheduler; none hands them on as they come.']
    ],
    sweep: [
      ['IOPS', 'I/Os that ended, a second.'],
      ['p50, p99, p99.9', 'Half, 99 in 100, 999 in 1000 of all I/Os took no longer, from submission to the end.'],
      ['share of bytes', 'The bytes of a task as a part of all.']
    ]
  };

  function terms() {
    main.append(el('h2', { id: 'terms' }, 'Terms'));
    main.append(el('dl', {}, TERMS[data.kind].flatMap(([term, meaning]) => [el('dt', {}, term), el('dd', {}, meaning)])));
  }

  // ---- the picture: the comparison in one SVG, the same bytes wherever it is drawn
  function picture() {
    // The width of text by its characters alone, as fonts differ from machine to machine.
    echarts.setPlatformAPI({ measureText: (text, font) => ({ width: text.length * 0.56 * (parseFloat((/(\d+(\.\d+)?)px/.exec(font || '12px') || [])[1]) || 12) }) });
    const style = { palette: LIGHT, ink: '#1b2430', soft: '#5a6675', line: '#dfe4ea' };
    const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 960, height: 400 });
    const grids = [{ left: 70, top: 92, width: 390, height: 250 }, { left: 560, top: 92, width: 370, height: 250 }];
    const bar = (name, index, grid, values, form) => ({
      name: drawn(name), type: 'bar', xAxisIndex: grid, yAxisIndex: grid, color: LIGHT[index], barMaxWidth: 34, barGap: '8%', data: values,
      label: { show: true, position: 'top', rotate: 90, align: 'left', verticalAlign: 'middle', distance: 6, color: style.ink, fontSize: 10, formatter: p => p.value ? form(p.value) : '' } });
    const labels = cases().map(each => drawn(each.label));
    const slowest = cases().flatMap(each => each.tasks.map(task => at(task.lat_ns, 99) || 1));
    const decade = round => 10 ** round(Math.log10(Math[round === Math.floor ? 'min' : 'max'](...slowest)));
    const fastest = Math.max(...cases().flatMap(each => each.tasks.map(task => task.bw_bytes)));
    chart.setOption({
      animation: false, backgroundColor: '#ffffff', textStyle: { fontFamily: 'sans-serif', color: style.ink },
      title: [
        { text: drawn(data.title), left: 24, top: 14, textStyle: { fontSize: 17, color: style.ink } },
        { text: '99th percentile of latency (lower is better)', left: 24, top: 50, textStyle: { fontSize: 13, fontWeight: 'normal', color: style.soft } },
        { text: 'bandwidth (higher is better)', left: 514, top: 50, textStyle: { fontSize: 13, fontWeight: 'normal', color: style.soft } }],
      legend: { right: 24, top: 16, data: taskNames().map(drawn), textStyle: { color: style.ink } },
      grid: grids,
      xAxis: [0, 1].map(i => axis(style, { gridIndex: i, type: 'category', data: labels, splitLine: { show: false }, axisLabel: { color: style.ink, interval: 0 } })),
      yAxis: [
        axis(style, { gridIndex: 0, type: 'log', min: decade(Math.floor) / 10, max: decade(Math.ceil) * 10, axisLabel: { color: style.soft, formatter: time } }),
        axis(style, { gridIndex: 1, type: 'value', max: fastest * 1.25, axisLabel: { color: style.soft, showMaxLabel: false, formatter: v => bytes(v) + '/s' } })],
      series: taskNames().flatMap((name, t) => [
        bar(name, t, 0, cases().map(each => at(each.tasks[t].lat_ns, 99)), time),
        bar(name, t, 1, cases().map(each => each.tasks[t].bw_bytes), v => bytes(v))])
    });
    return chart.renderToSVGString() + '\n';
  }

  function draw() {
    charts.forEach(chart => chart.dispose());
    charts = [];
    main.replaceChildren();
    header();
    const style = look();
    if (data.kind === 'sweep') {
      sweep(style);
    } else {
      table();
      latencies(style);
      shares(style);
      bandwidths(style);
      timelines(style);
      decisionLanes(style);
      decisions(style);
      main.append(el('p', {}, ''), saver());
    }
    terms();
    main.dataset.drawn = String(charts.length);
  }

  function saver() {
    const button = el('button', { type: 'button' }, 'Save the comparison as a picture (SVG)');
    button.addEventListener('click', () => {
      const link = el('a', { href: URL.createObjectURL(new Blob([picture()], { type: 'image/svg+xml' })), download: 'comparison.svg' });
      link.click();
    });
    return button;
  }

  if (location.hash === '#picture' && data.kind === 'compare') {
    document.body.replaceChildren(el('pre', { id: 'picture' }, picture()));
  } else {
    draw();
    if (location.hash === '#tooltips') {
      // Shows each tooltip once: what holds for one holds for those that a mouse finds.
      charts.forEach(chart => chart.getOption().series.forEach((each, seriesIndex) => chart.dispatchAction({ type: 'showTip', seriesIndex, dataIndex: 0 })));
      main.dataset.tooltips = 'shown';
    }
    dark.addEventListener('change', draw);
    narrow.addEventListener('change', draw);
    window.addEventListener('resize', () => charts.forEach(chart => chart.resize()));
  }
})();
