import { chromium } from 'playwright-core';
import http from 'node:http'; import fs from 'node:fs'; import path from 'node:path';
const base='/cdk-eks-fsx/', dist='dist';
const types={'.html':'text/html','.js':'text/javascript','.css':'text/css','.svg':'image/svg+xml','.json':'application/json','.woff2':'font/woff2'};
http.createServer((q,r)=>{let p=decodeURIComponent(q.url.split('?')[0]).replace(base,'/');for(const f of [p,p+'.html',p+'index.html']){const g=path.join(dist,f);if(fs.existsSync(g)&&fs.statSync(g).isFile()){r.setHeader('content-type',types[path.extname(g)]||'application/octet-stream');return fs.createReadStream(g).pipe(r)}}r.statusCode=404;r.end()}).listen(4178);
const b=await chromium.launch({executablePath:'/usr/bin/chromium',timeout:120000,args:['--no-sandbox']});
const pages=process.argv.slice(2);
for(const [w,h] of [[1440,900],[390,844]]) for (const scheme of ['light','dark']) {
 const c=await b.newContext({viewport:{width:w,height:h},colorScheme:scheme});const p=await c.newPage();
 p.on('console',m=>m.type()==='error'&&console.log('console',m.text()));p.on('pageerror',e=>console.log('pageerror',e.message));
 for(const x of pages){await p.goto('http://localhost:4178'+base+x,{waitUntil:'networkidle'});await p.waitForTimeout(500);
  const o=await p.evaluate(()=>document.documentElement.scrollWidth-innerWidth);
  const f='/tmp/w/site-shots/'+(x.replace(/\W/g,'_')||'home')+'-'+w+'-'+scheme+'.png';await p.screenshot({path:f,clip:{x:0,y:0,width:w,height:Math.min(+(process.env.H||1500), await p.evaluate(()=>document.documentElement.scrollHeight))},fullPage:true});console.log(f,'overflow',o)}
 await c.close();}
await b.close();process.exit(0)
